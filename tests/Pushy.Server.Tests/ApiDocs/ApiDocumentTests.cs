using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Pushy.Server.ApiDocs;
using Pushy.Server.Gateway;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.ApiDocs;

/// <summary>The API as it describes itself.</summary>
[Collection(JobTests.Name)]
public sealed class ApiDocumentTests(JobServer jobs) : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_document_is_valid_OpenAPI_and_tells_of_every_route()
    {
        var text = await _http.GetStringAsync($"{jobs.Server.Address}{ApiDocRoutes.Document}");

        var read = OpenApiDocument.Parse(text, OpenApiConstants.Json);
        Assert.NotNull(read.Document);
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Empty(read.Document.Validate(ValidationRuleSet.GetDefaultRuleSet()));
        var told = read.Document.Paths.SelectMany(path => path.Value.Operations!.Select(operation => $"{operation.Key} {path.Key}"));
        var routes = jobs.Server.Services.GetRequiredService<RouteTable>().Routes.Select(route => $"{route.Method} {route.Pattern}");
        Assert.Equal(routes.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_tells_of_nothing_that_is_not_there()
    {
        var routes = jobs.Server.Services.GetRequiredService<RouteTable>().Routes.Select(route => $"{route.Method} {route.Pattern}").ToHashSet();
        Assert.All(ApiDocument.Operations, operation => Assert.Contains($"{operation.Method} {operation.Pattern}", routes));
    }

    [Fact]
    public async Task Every_operation_says_what_it_answers_and_who_may_ask()
    {
        var document = OpenApiDocument.Parse(await _http.GetStringAsync($"{jobs.Server.Address}{ApiDocRoutes.Document}"), OpenApiConstants.Json).Document!;
        var post = document.Paths["/organizations/{org}/pushy/jobs"].Operations![HttpMethod.Post];
        Assert.Equal(["201", "400", "401", "403", "404", "406", "408", "413", "415", "503"], post.Responses!.Keys.Order().Where(code => code is not ("409" or "422" or "429")));
        Assert.Equal(2, post.Security!.Count);
        Assert.Contains("nodes", post.RequestBody!.Content!["application/json"].Schema!.Required!);
        Assert.Contains("uri", post.Responses["201"].Content!["application/json"].Schema!.Properties!.Keys);
        Assert.All(document.Paths.SelectMany(path => path.Value.Operations!.Values), operation =>
        {
            Assert.NotEmpty(operation.Summary!);
            Assert.NotEmpty(operation.Description!);
            Assert.Single(operation.Tags!);
        });
    }

    [Fact]
    public async Task The_page_and_its_scripts_come_from_this_server_and_the_browser_is_told_to_ask_no_other()
    {
        using var page = await _http.GetAsync($"{jobs.Server.Address}/pushy/docs/");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)page.StatusCode);
        Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.Contains("pushy/openapi.json", html, StringComparison.Ordinal);
        using var script = await _http.GetAsync($"{jobs.Server.Address}/pushy/docs/scalar.js");
        Assert.Equal(200, (int)script.StatusCode);
    }

    [Theory]
    [InlineData("/pushy/docsx")]
    [InlineData("/pushy/docs/no/such/thing")]
    public async Task What_is_not_of_the_page_is_404_as_anywhere(string path)
    {
        using var answer = await _http.GetAsync(jobs.Server.Address + path);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal("""{"error":["not found"]}""", await answer.Content.ReadAsStringAsync());
    }
}
