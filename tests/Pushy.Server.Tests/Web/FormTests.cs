using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Web;

/// <summary>A form is taken only if a page of this server sent it.</summary>
public sealed class FormTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private WebVisitor _visitor = null!;
    private string _token = "";

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start();
        await _server.User("alice", admin: true);
        _visitor = new WebVisitor(_server.Address);
        _token = await _server.Token("alice");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Without_proof_it_is_refused()
    {
        await _visitor.SignIn(_token);
        var session = _visitor.Session;
        foreach (var proof in new[] { "", "0", new string('0', 64), session! })
            Assert.Equal(403, (await _visitor.Post("/ui/sign-out", proof: proof)).Status);
        Assert.Equal(200, (await _visitor.Get("/ui/acme/jobs")).Status);
    }

    [Fact]
    public async Task Anothers_proof_is_none()
    {
        var other = new WebVisitor(_server.Address);
        var theirs = await other.Proof();
        await _visitor.SignIn(_token);
        Assert.Equal(403, (await _visitor.Post("/ui/sign-out", proof: theirs)).Status);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task One_that_the_browser_says_is_from_elsewhere_is_refused_whatever_is_in_it(string header, string value)
    {
        await _visitor.SignIn(_token);
        var reply = await _visitor.Post("/ui/sign-out", change: request =>
        {
            request.Headers.Remove(header);
            request.Headers.Add(header, value);
        });
        Assert.Equal(403, reply.Status);
        Assert.Contains("this form is from another site", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_says_nothing_about_where_it_is_from_needs_the_proof_alone()
    {
        await _visitor.SignIn(_token);
        var reply = await _visitor.Post("/ui/sign-out", change: request =>
        {
            request.Headers.Remove("Origin");
            request.Headers.Remove("Sec-Fetch-Site");
        });
        Assert.Equal(303, reply.Status);
    }

    [Fact]
    public async Task What_is_no_form_is_415()
    {
        var reply = await _visitor.Get("/ui/sign-in", request =>
        {
            request.Method = HttpMethod.Post;
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        });
        Assert.Equal(415, reply.Status);
    }

    [Fact]
    public async Task One_with_thousands_of_fields_is_refused_and_one_that_is_too_large_too()
    {
        var many = Enumerable.Range(0, 2_000).ToDictionary(n => $"f{n}", _ => "");
        Assert.Equal(400, (await _visitor.Post("/ui/sign-in", many)).Status);
        Assert.Equal(413, (await _visitor.Post("/ui/sign-in", new() { ["token"] = new string('a', 2_000_000) })).Status);
    }
}
