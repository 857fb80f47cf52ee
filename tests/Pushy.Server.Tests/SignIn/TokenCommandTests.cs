using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.SignIn;

/// <summary><c>pushy-server token list</c> and <c>token revoke --id</c>.</summary>
public sealed class TokenCommandTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(ThingServer.Map, sets: "pushy.sign-in.cache-for=0s");
        await _server.User("alice", admin: true);
        await _server.User("bob");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Tokens_are_listed_without_their_secrets()
    {
        var ci = await Create("alice", "--name", "ci", "--scope", "read", "--expires", "1h");
        var other = await Create("bob");
        var listed = await List();
        Assert.Equal([12, 12], listed.Select(token => token[0].Length));
        Assert.Equal(["alice", "ci", "read", "valid"], listed[0][1..4].Append(listed[0][5]));
        Assert.Equal(["bob", "-", "write", "valid"], listed[1][1..4].Append(listed[1][5]));
        Assert.True(DateTimeOffset.Parse(listed[0][4], System.Globalization.CultureInfo.InvariantCulture) > DateTimeOffset.UtcNow.AddMinutes(59));
        Assert.Single(await List("bob"));
        Assert.DoesNotContain(listed, token => string.Concat(token).Contains(ci[6..20], StringComparison.Ordinal) || string.Concat(token).Contains(other[6..20], StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_token_is_revoked_and_the_others_stay()
    {
        var (first, second) = (await Create("alice", "--name", "first"), await Create("alice", "--name", "second"));
        var id = (await List("alice")).Single(token => token[2] == "first")[0];
        Assert.Equal(0, (await _server.Command("token", "revoke", "acme", "alice", "--id", id)).ExitCode);
        Assert.Equal((401, 200), (await Use(first), await Use(second)));
        Assert.Equal("revoked", (await List("alice")).Single(token => token[2] == "first")[5]);
        Assert.Equal(1, (await _server.Command("token", "revoke", "acme", "alice", "--id", id)).ExitCode);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("%%%%%%%%%%%%", 1)]
    [InlineData("000000000000", 1)]
    public async Task An_id_that_no_token_has_revokes_nothing(string id, int exitCode)
    {
        var token = await Create("alice");
        Assert.Equal(exitCode, (await _server.Command("token", "revoke", "acme", "alice", "--id", id)).ExitCode);
        Assert.Equal(200, await Use(token));
    }

    [Fact]
    public async Task A_name_that_cannot_be_is_refused()
    {
        var run = await _server.Command("token", "create", "acme", "alice", "--name", new string('x', 65));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--name: allowed are 1 to 64 characters", run.Error, StringComparison.Ordinal);
    }

    private async Task<string> Create(string user, params string[] options)
    {
        var run = await _server.Command(["token", "create", "acme", user, .. options]);
        Assert.Equal(0, run.ExitCode);
        return run.Output.Trim();
    }

    private async Task<string[][]> List(params string[] user) =>
        [.. (await _server.Command(["token", "list", "acme", .. user])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];

    private async Task<int> Use(string token) =>
        (await SignedClient.Send(_server.Address, "GET", ThingServer.Things, null, request => request.Headers.Authorization = new("Bearer", token))).Status;
}
