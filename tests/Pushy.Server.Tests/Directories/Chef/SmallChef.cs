using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories.Chef;

/// <summary>
/// As much of a Chef Infra Server as Pushy asks, on Kestrel: it takes only requests that pivotal has signed with version 1.1. Tests
/// put in what it knows, and how it behaves.
/// </summary>
public sealed class SmallChef : IAsyncDisposable
{
    public const string OrganizationId = "0123456789abcdef0123456789abcdef";
    private readonly WebApplication _app;

    private SmallChef(WebApplication app)
    {
        _app = app;
        app.Run(Answer);
    }

    /// <summary>The superuser's.</summary>
    public static RSA Key { get; } = RSA.Create(2048);

    private static VerifyingKey Public { get; } = new(Key);

    public string Address => _app.Urls.First();

    /// <summary>What signatures are judged by.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Paths asked for, in their order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Bodies by path; what is not here is 404.</summary>
    public ConcurrentDictionary<string, string> Bodies { get; } = [];

    /// <summary>Value of the answers' <c>X-Ops-Server-API-Version</c>; null: none.</summary>
    public string? Version { get; set; }

    /// <summary>Answers instead of what is known; says whether it has.</summary>
    public Func<HttpContext, Task<bool>> Misbehave { get; set; } = _ => Task.FromResult(false);

    public static async Task<SmallChef> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var chef = new SmallChef(builder.Build());
        chef.Know("/organizations/acme", new { name = "acme", full_name = "Acme", guid = OrganizationId });
        await chef._app.StartAsync();
        return chef;
    }

    public void Know(string path, object body) => Bodies[path] = JsonSerializer.Serialize(body);

    /// <summary>A principal in form 1.</summary>
    public void KnowPrincipal(string name, params object[] principals)
    {
        Version = """{"min_version":"0","max_version":"1","request_version":"1","response_version":"1"}""";
        Know($"/organizations/acme/principals/{name}", new { principals });
    }

    public static object Principal(string name, string type = "user", bool member = true, string? key = null) =>
        new { name, type, public_key = key ?? TestKeys.MinePublic, authz_id = OrganizationId, org_member = member };

    public void KnowGroup(string name, string[]? users = null, string[]? clients = null, string[]? groups = null) => Know(
        $"/organizations/acme/groups/{name}",
        new { actors = Array.Empty<string>(), users = users ?? [], clients = clients ?? [], groups = groups ?? [], orgname = "acme", name, groupname = name });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task Answer(HttpContext http)
    {
        var path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Asked.Enqueue(path);
        if (await Misbehave(http))
            return;
        if (!IsSigned(http.Request, path))
        {
            await Say(http, 401, """{"error":["Invalid signature"]}""");
            return;
        }

        if (Version is { } version)
            http.Response.Headers["X-Ops-Server-API-Version"] = version;
        if (Bodies.TryGetValue(path, out var body))
            await Say(http, 200, body);
        else
            await Say(http, 404, path.Contains("/principals/", StringComparison.Ordinal) ? """{"not_found":"principal","error":["none"]}""" : """{"error":["none"]}""");
    }

    public static async Task Say(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    private bool IsSigned(HttpRequest request, string path) =>
        request.Headers["X-Ops-Sign"].ToString().Contains("version=1.1", StringComparison.Ordinal)
        && request.Headers["X-Ops-UserId"] == "pivotal"
        && request.Headers.Accept == "application/json"
        && request.Headers["X-Chef-Version"] == "11.1.0"
        && SignedHeaders.Read(name => request.Headers[name], Clock.GetUtcNow(), TimeSpan.FromMinutes(15)) is SignedHeadersResult.WellFormed { Headers: var headers }
        && headers.Verify(Public, request.Method, path, []);
}
