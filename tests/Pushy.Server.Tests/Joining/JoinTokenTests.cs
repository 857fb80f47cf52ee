using System.Text.Json;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Joining;

/// <summary>Join tokens can be seen and ended: by commands, and over HTTP at <c>…/pushy/join_tokens</c>.</summary>
public sealed class JoinTokenTests : IAsyncLifetime
{
    private const string Tokens = "/organizations/acme/pushy/join_tokens";

    private TestServer _server = null!;
    private SignedClient _alice = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start();
        _alice = await _server.User("alice", admin: true);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_join_token_is_listed_with_its_maker_its_uses_and_who_used_it()
    {
        var made = await Make("""{"uses":2,"expires_in":3600}""");
        Assert.Equal(201, (await Join(made.Secret, "web1")).Status);

        var listed = (await _alice.Get(Tokens)).Body;
        var token = JsonDocument.Parse(listed).RootElement.GetProperty("join_tokens")[0];
        Assert.Equal(
            (made.Id, "valid", 1, "user alice", "web1"),
            (token.GetProperty("id").GetString(), token.GetProperty("state").GetString(), token.GetProperty("uses_left").GetInt32(), token.GetProperty("created_by").GetString(),
                token.GetProperty("used_by")[0].GetProperty("node").GetString()));
        Assert.DoesNotContain(made.Secret, listed, StringComparison.Ordinal);

        var shown = await _server.Command("join-token", "list", "acme");
        Assert.Matches($"^{made.Id}\t1\t[0-9TZ:-]+\tvalid\tuser alice\n\tweb1\t[0-9TZ:-]+\n$", shown.Output);
    }

    [Theory]
    [InlineData("command")]
    [InlineData("http")]
    public async Task A_revoked_join_token_lets_nobody_in_and_its_nodes_stay(string way)
    {
        var made = await Make("""{"uses":5}""");
        await Join(made.Secret, "web1");

        if (way == "command")
            Assert.Equal((0, $"join token '{made.Id}' is revoked\n"), Essence(await _server.Command("join-token", "revoke", "acme", "--id", made.Id)));
        else
            Assert.Contains("\"state\":\"revoked\"", (await _alice.Send("DELETE", $"{Tokens}/{made.Id}", (string?)null)).Body, StringComparison.Ordinal);

        Assert.Equal(401, (await Join(made.Secret, "web2")).Status);
        Assert.Equal("web1\n", (await _server.Command("node", "list", "acme")).Output);
        Assert.Equal(404, (await _alice.Send("DELETE", $"{Tokens}/{made.Id}", (string?)null)).Status);
        Assert.Equal(1, (await _server.Command("join-token", "revoke", "acme", "--id", made.Id)).ExitCode);
        await Eventually.See(
            async () => (await _alice.Get("/organizations/acme/pushy/audit")).Body,
            log => log.Contains(way == "command" ? "\"join-token revoke\"" : "\"join_token.revoke\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_says_who_ran_it()
    {
        await _server.Command("join-token", "create", "acme", "--uses", "3");
        Assert.Contains($"\t3\t", (await _server.Command("join-token", "list", "acme")).Output, StringComparison.Ordinal);
        Assert.EndsWith($"\tvalid\tcommand {Environment.UserName}\n", (await _server.Command("join-token", "list", "acme")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await _server.Command("join-token", "list", "bogus")).ExitCode);
    }

    [Theory]
    [InlineData("[]", "invalid JSON")]
    [InlineData("""{"use":1}""", "invalid JSON")]
    [InlineData("""{"uses":0}""", "'uses' is 1 to 1000000")]
    [InlineData("""{"expires_in":0}""", "'expires_in' is 1 to 315360000 seconds")]
    public async Task A_wrong_body_is_told_what_is_wrong_with_it(string body, string problem)
    {
        var reply = await _alice.Post(Tokens, body);
        Assert.Equal(400, reply.Status);
        Assert.Contains(problem, reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_manages_the_organization_sees_and_makes_them()
    {
        var bob = await _server.User("bob");
        var node = await _server.Node("web1");
        foreach (var who in new[] { bob, node })
        {
            Assert.Equal(403, (await who.Get(Tokens)).Status);
            Assert.Equal(403, (await who.Post(Tokens, "{}")).Status);
            Assert.Equal(403, (await who.Send("DELETE", Tokens + "/0123456789ab", (string?)null)).Status);
        }
    }

    private async Task<(string Id, string Secret)> Make(string body)
    {
        var reply = await _alice.Post(Tokens, body);
        Assert.True(reply.Status == 201, reply.Body);
        var made = JsonDocument.Parse(reply.Body).RootElement;
        return (made.GetProperty("id").GetString()!, made.GetProperty("token").GetString()!);
    }

    private Task<Reply> Join(string token, string node) => SignedClient.Send(
        _server.Address, "POST", "/organizations/acme/pushy/join", JsonSerializer.Serialize(new { token, node, public_key = TestKeys.OtherPublic }));

    private static (int ExitCode, string Error) Essence(CommandRun run) => (run.ExitCode, run.Error);
}
