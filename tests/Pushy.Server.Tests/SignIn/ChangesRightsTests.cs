using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Gateway;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Web;

namespace Pushy.Server.Tests.SignIn;

/// <summary>Who may do what is changed by signed requests and by tokens of scope admin, and what a token made is known.</summary>
public sealed class ChangesRightsTests : IAsyncLifetime
{
    /// <summary>What changes something and nobody's rights. A new route is of the other kind until it is named here, with a reason.</summary>
    private static readonly string[] Others =
    [
        "POST /organizations/{org}/pushy/join",          // a join token is the proof
        "POST /organizations/{org}/pushy/jobs",
        "POST /organizations/{org}/pushy/jobs/{id}/abort",
        "POST /organizations/{org}/pushy/login_links",   // a session that ends with its token, and may less
    ];

    private TestServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(sets: "pushy.sign-in.cache-for=0s");
        await _server.User("alice", admin: true);
        await _server.User("bob");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public void Every_route_that_changes_something_says_whether_it_changes_rights() => Assert.Equal(
        Others.Order(StringComparer.Ordinal),
        Table.Routes.Where(route => route.Method != "GET" && !route.ChangesRights && !route.ChangesNothing)
            .Select(route => $"{route.Method} {route.Pattern}").Order(StringComparer.Ordinal));

    [Fact]
    public void No_page_changes_rights() => Assert.DoesNotContain(Table.Pages, page => page.ChangesRights);

    [Theory]
    [InlineData("write")]
    [InlineData("read")]
    public async Task A_token_that_is_not_of_scope_admin_changes_nobodys_rights(string scope)
    {
        var token = await _server.Token("alice", scope);
        foreach (var route in Table.Routes.Where(route => route.ChangesRights))
        {
            var path = route.Pattern.Replace("{org}", "acme", StringComparison.Ordinal).Replace("{user}", "bob", StringComparison.Ordinal)
                .Replace("{client}", "ci", StringComparison.Ordinal).Replace("{group}", "admins", StringComparison.Ordinal)
                .Replace("{key}", "default", StringComparison.Ordinal).Replace("{id}", "0123456789ab", StringComparison.Ordinal);
            var reply = await Use(token, route.Method, path, BodyOf(route));
            Assert.True(reply.Status == 403, $"{route.Method} {path}: {reply.Status} {reply.Body}");
        }
    }

    [Fact]
    public async Task An_admin_token_may_and_what_it_made_is_listed_with_it()
    {
        var token = await _server.Token("alice", "admin");
        Assert.Equal(201, (await Use(token, "POST", "/organizations/acme/clients", """{"name":"ci","create_key":true}""")).Status);
        Assert.Equal(201, (await Use(token, "POST", "/organizations/acme/clients/ci/keys", """{"name":"second","create_key":true}""")).Status);
        Assert.Equal(200, (await Use(token, "PUT", "/organizations/acme/groups/admins", """{"actors":{"users":["alice"],"clients":["ci"],"groups":[]}}""")).Status);

        var listed = JsonDocument.Parse((await _server.As("alice").Get("/organizations/acme/pushy/tokens")).Body).RootElement.GetProperty("tokens")[0];
        Assert.Equal("admin", listed.GetProperty("scope").GetString());
        Assert.Equal(
            ["client.create ci", "key.add ci/second", "group.change admins"],
            listed.GetProperty("made").EnumerateArray().Select(one => $"{one.GetProperty("action").GetString()} {one.GetProperty("object").GetString()}"));

        var shown = (await _server.Command("token", "list", "acme", "alice")).Output;
        Assert.Contains("\tadmin\t", shown, StringComparison.Ordinal);
        Assert.Contains("\n\tclient.create\tci\t", shown, StringComparison.Ordinal);
        Assert.Equal(403, (await Use(token, "POST", "/organizations/acme/pushy/tokens", "{}")).Status);   // not even this one makes tokens
    }

    [Fact]
    public async Task Revoking_a_token_tells_what_it_left_and_takes_it_away_when_told()
    {
        var token = await _server.Token("alice", "admin");
        await Use(token, "POST", "/organizations/acme/clients", """{"name":"ci","create_key":true}""");
        await Use(token, "POST", "/organizations/acme/clients", """{"name":"kept","create_key":true}""");
        await _server.Command("client", "delete", "acme", "kept");
        await _server.Made(_server.Admin.CreateClient("acme", "kept", TestKeys.OtherPublic, false, default));
        await Use(token, "POST", "/organizations/acme/groups", """{"groupname":"ops"}""");

        var told = await _server.Command("token", "revoke", "acme", "alice");
        Assert.Equal(0, told.ExitCode);
        Assert.Contains("client.create ci: stays\n", told.Error, StringComparison.Ordinal);

        var again = await _server.Token("alice", "admin");
        await Use(again, "POST", "/organizations/acme/clients", """{"name":"ci2","create_key":true}""");
        var removed = await _server.Command("token", "revoke", "acme", "alice", "--remove-made");
        Assert.Equal(0, removed.ExitCode);
        Assert.Contains("client.create ci: removed\n", removed.Error, StringComparison.Ordinal);
        Assert.Contains("client.create ci2: removed\n", removed.Error, StringComparison.Ordinal);
        Assert.Contains("group.create ops: stays\n", removed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ci", (await _server.Command("client", "list", "acme")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_an_admin_token_began_changes_nobodys_rights()
    {
        var visitor = new WebVisitor(_server.Address);
        await visitor.SignIn(await _server.Token("alice", "admin"));
        Assert.Equal(200, (await visitor.Get("/ui/acme/jobs")).Status);
        using var request = new HttpRequestMessage(HttpMethod.Delete, _server.Address + "/organizations/acme/clients/ci");
        request.Headers.Add("Cookie", "pushy-session=" + visitor.Session);
        using var http = new HttpClient();
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task No_link_for_browsers_is_of_scope_admin() =>
        Assert.Equal(2, (await _server.Command("login-link", "acme", "alice", "--scope", "admin")).ExitCode);

    private RouteTable Table => _server.Services.GetRequiredService<RouteTable>();

    /// <summary>A body that is as it has to be, so that it is the right that is refused.</summary>
    private static string? BodyOf(Route route) => route.Action switch
    {
        null or "client.delete" or "user.delete" or "group.delete" or "key.remove" or "member.remove" or "organization.delete" or "token.revoke" or "join_token.revoke" => null,
        "organization.create" => """{"name":"o","full_name":"O"}""",
        "user.create" => """{"username":"u","display_name":"U","first_name":"U","last_name":"U","email":"u@example.com","password":"secret1"}""",
        "client.create" => """{"name":"c1"}""",
        "key.add" => """{"name":"k","create_key":true}""",
        "key.change" => """{"name":"k"}""",
        "group.create" => """{"groupname":"g"}""",
        "group.change" => "{}",
        "member.add" => """{"username":"bob"}""",
        _ => "{}",
    };

    private async Task<Reply> Use(string token, string method, string path, string? body) => await SignedClient.Send(
        _server.Address, method, path, body, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));
}
