using System.Text.Json;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.SignIn;

/// <summary><c>GET, POST …/pushy/tokens</c>, <c>DELETE …/pushy/tokens/ID</c>.</summary>
public sealed class TokenRouteTests : IAsyncLifetime
{
    private const string Tokens = "/organizations/acme/pushy/tokens";
    private TestServer _server = null!;
    private SignedClient _alice = null!;
    private SignedClient _bob = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(ThingServer.Map, sets: "pushy.sign-in.cache-for=0s");
        _alice = await _server.User("alice", admin: true);
        _bob = await _server.User("bob");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_user_makes_a_token_sees_it_and_ends_it()
    {
        var made = await Make(_bob, """{"name":"laptop","scope":"read","expires_in":3600}""");
        var (id, secret) = (made.GetProperty("id").GetString()!, made.GetProperty("token").GetString()!);
        Assert.Equal(TimeSpan.FromHours(1), made.GetProperty("expires_at").GetDateTimeOffset() - made.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal(200, await Use(secret, "GET", ThingServer.Things));

        var listed = (await _bob.Get(Tokens)).Body;
        Assert.Contains($$"""{"id":"{{id}}","scope":"read",""", listed, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"laptop\"", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed, StringComparison.Ordinal);
        Assert.Equal("""{"tokens":[]}""", (await _alice.Get(Tokens)).Body);

        Assert.Equal(404, (await _alice.Send("DELETE", $"{Tokens}/{id}", (string?)null)).Status);   // it is not hers
        var ended = await _bob.Send("DELETE", $"{Tokens}/{id}", (string?)null);
        Assert.Equal(200, ended.Status);
        Assert.Contains("revoked_at", ended.Body, StringComparison.Ordinal);
        Assert.Equal(401, await Use(secret, "GET", ThingServer.Things));
        Assert.Equal(404, (await _bob.Send("DELETE", $"{Tokens}/{id}", (string?)null)).Status);
    }

    [Fact]
    public async Task By_default_a_token_may_what_its_user_may_for_ninety_days()
    {
        var made = await Make(_alice, "{}");
        Assert.Equal("write", made.GetProperty("scope").GetString());
        Assert.Equal(TimeSpan.FromDays(90), made.GetProperty("expires_at").GetDateTimeOffset() - made.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal(201, await Use(made.GetProperty("token").GetString()!, "POST", ThingServer.Things));
    }

    [Fact]
    public async Task A_token_makes_and_ends_no_tokens()
    {
        var made = await Make(_alice, "{}");
        var secret = made.GetProperty("token").GetString()!;
        Assert.Equal(403, await Use(secret, "POST", Tokens));
        Assert.Equal(403, await Use(secret, "DELETE", $"{Tokens}/{made.GetProperty("id").GetString()}"));
        Assert.Equal(200, await Use(secret, "GET", Tokens));
    }

    [Fact]
    public async Task A_node_has_no_tokens()
    {
        var node = await _server.Node("web1");
        Assert.Equal(403, (await node.Get(Tokens)).Status);
        Assert.Equal((403, """{"error":["only users have tokens"]}"""), Essence(await node.Post(Tokens, "{}")));
    }

    [Theory]
    [InlineData("", "invalid JSON")]
    [InlineData("null", "invalid JSON")]
    [InlineData("""{"scop":"read"}""", "invalid JSON")]
    [InlineData("""{"scope":"root"}""", "'scope' is 'read', 'write' or 'admin'")]
    [InlineData("""{"expires_in":0}""", "'expires_in' is 1 to 315360000 seconds")]
    [InlineData("""{"expires_in":315360001}""", "'expires_in' is 1 to 315360000 seconds")]
    [InlineData("""{"name":""}""", "'name' has 1 to 64 characters")]
    [InlineData("""{"name":"a\u0000b"}""", "'name' has a control character")]
    public async Task What_is_no_token_is_400_and_says_what_is_allowed(string body, string error)
    {
        var reply = await _alice.Post(Tokens, body);
        Assert.Equal(400, reply.Status);
        Assert.Contains(error, reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_is_not_in_the_audit_log()
    {
        var made = await Make(_alice, """{"name":"ci"}""");
        var log = await Eventually.See(
            async () => (await _alice.Get("/organizations/acme/pushy/audit")).Body, body => body.Contains("token.create", StringComparison.Ordinal));
        Assert.Contains($"\"object\":\"{made.GetProperty("id").GetString()}\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain(made.GetProperty("token").GetString()!, log, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> Make(SignedClient user, string body)
    {
        var reply = await user.Post(Tokens, body);
        Assert.True(reply.Status == 201, reply.Body);
        var made = JsonDocument.Parse(reply.Body).RootElement;
        Assert.Equal($"{Tokens}/{made.GetProperty("id").GetString()}", reply.Header("Location"));
        return made;
    }

    private async Task<int> Use(string token, string method, string path) => (await SignedClient.Send(
        _server.Address, method, path, method == "POST" ? "{}" : null, request => request.Headers.Authorization = new("Bearer", token))).Status;

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);
}
