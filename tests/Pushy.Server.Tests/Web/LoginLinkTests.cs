using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Web;

/// <summary>One-time links.</summary>
public sealed class LoginLinkTests : IAsyncLifetime
{
    private readonly SettableClock _clock = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;
    private WebVisitor _visitor = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(services: all => all.AddSingleton<TimeProvider>(_clock), sets: ["pushy.sign-in.cache-for=0s"]);
        await _server.User("alice", admin: true);
        _visitor = new WebVisitor(_server.Address);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Looking_at_one_uses_it_not_up_and_the_button_does()
    {
        var link = await _server.Link("alice");
        for (var looks = 0; looks < 3; looks++)
            Assert.Contains("Sign in as alice", (await _visitor.Get(link)).Body, StringComparison.Ordinal);

        var used = await Use(_visitor, link);

        Assert.Equal((303, "/ui/acme/jobs"), (used.Status, used.To));
        Assert.Equal(200, (await _visitor.Get("/ui/acme/jobs")).Status);
        var second = new WebVisitor(_server.Address);
        Assert.Equal(401, (await Use(second, link)).Status);
        Assert.Null(second.Session);
        Assert.Equal(401, (await second.Get(link)).Status);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("", "application/x-www-form-urlencoded")]
    [InlineData("{}", "application/json")]
    public async Task No_body_is_needed_for_one(string? body, string? type)
    {
        var reply = await Ask(body, type);
        Assert.True(reply.Status == 201, $"{reply.Status} {reply.Body}");
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("{}", "text/plain")]
    public async Task A_body_that_does_not_say_it_is_JSON_is_415_all_the_same(string body, string? type) => Assert.Equal(415, (await Ask(body, type)).Status);

    private Task<Reply> Ask(string? body, string? type) => _server.As("alice").Send("POST", "/organizations/acme/pushy/login_links", body, request =>
    {
        if (request.Content is { } content)
            content.Headers.ContentType = type is null ? null : new System.Net.Http.Headers.MediaTypeHeaderValue(type);
    });

    [Fact]
    public async Task Of_many_who_use_one_at_once_one_gets_in()
    {
        var link = await _server.Link("alice");
        var visitors = Enumerable.Range(0, 8).Select(_ => new WebVisitor(_server.Address)).ToList();
        var replies = await Task.WhenAll(visitors.Select(visitor => Use(visitor, link)));
        Assert.Single(replies, reply => reply.Status == 303);
    }

    [Fact]
    public async Task After_ten_minutes_it_is_no_good()
    {
        var link = await _server.Link("alice");
        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(401, (await Use(_visitor, link)).Status);
    }

    [Fact]
    public async Task It_is_no_good_once_its_user_is_gone()
    {
        await _server.User("bob");
        var link = await _server.Link("bob");
        await _server.Command("user", "delete", "bob");
        Assert.Equal(401, (await Use(_visitor, link)).Status);
    }

    [Fact]
    public async Task Over_HTTP_whoever_is_signed_in_gets_one_with_the_same_rights()
    {
        var reading = await ByApi(await _server.Token("alice", "read"));
        Assert.Contains("to look only", (await _visitor.Get(reading)).Body, StringComparison.Ordinal);
        await Use(_visitor, reading);
        Assert.Contains("read only", (await _visitor.Get("/ui/acme/jobs")).Body, StringComparison.Ordinal);

        var signed = await (await _server.User("carol")).Post("/organizations/acme/pushy/login_links", "{}", null);
        Assert.Equal(201, signed.Status);
        Assert.Contains("/ui/link?code=", signed.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_began_so_ends_with_the_token_that_asked_for_the_link()
    {
        await Use(_visitor, await ByApi(await _server.Token("alice")));
        Assert.Equal(200, (await _visitor.Get("/ui/acme/jobs")).Status);
        await _server.Command("token", "revoke", "acme", "alice");
        Assert.Equal(303, (await _visitor.Get("/ui/acme/jobs")).Status);
    }

    [Fact]
    public async Task Nodes_get_none()
    {
        var reply = await (await _server.Node("web1")).Post("/organizations/acme/pushy/login_links", "{}");
        Assert.Equal((403, """{"error":["only users sign in to the web page"]}"""), (reply.Status, reply.Body));
    }

    [Theory]
    [InlineData("nobody", "there is no user 'nobody' in organization 'acme'")]
    public async Task The_command_says_for_whom_there_can_be_none(string user, string problem)
    {
        var run = await _server.Command("login-link", "acme", user, "--set", "pushy.web.url=https://pushy.example.com");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    private static Task<PageReply> Use(WebVisitor visitor, string link) =>
        visitor.Post("/ui/link", new() { ["code"] = link[(link.IndexOf("code=", StringComparison.Ordinal) + 5)..] });

    private async Task<string> ByApi(string token)
    {
        var reply = await SignedClient.Send(_server.Address, "POST", "/organizations/acme/pushy/login_links", "{}", request => request.Headers.Add("Authorization", $"Bearer {token}"));
        return new Uri(JsonDocument.Parse(reply.Body).RootElement.GetProperty("url").GetString()!).PathAndQuery;
    }
}
