using System.Security.Cryptography;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Admin;

/// <summary>Key rotation, lists and deletion on the command line, against a server that runs.</summary>
public sealed class KeyCommandTests : IAsyncLifetime
{
    private const string Jobs = "/organizations/acme/pushy/jobs";
    private readonly SettableClock _clock = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;

    public async Task InitializeAsync() => _server = await TestServer.Start(services: services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(services, _clock));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_users_key_is_rotated()
    {
        await _server.User("alice");
        Assert.Equal(200, (await Get("alice", TestKeys.Mine)).Status);
        using var key = RSA.Create();
        key.ImportFromPem(Expect(0, await _server.Command("user", "key", "add", "alice", "laptop", "--expires", "90d")).Output);
        Forget();
        Assert.Equal(200, (await Get("alice", key)).Status);
        Assert.Equal(200, (await Get("alice", TestKeys.Mine)).Status);

        var list = Expect(0, await _server.Command("user", "key", "list", "alice")).Output;
        Assert.Matches("^default\t20[0-9-]+T[0-9:]+Z\tnever\nlaptop\t20[0-9-]+T[0-9:]+Z\t20[0-9-]+T[0-9:]+Z\n$", list);

        Expect(0, await _server.Command("user", "key", "remove", "alice", "default"));
        Forget();
        Assert.Equal(401, (await Get("alice", TestKeys.Mine)).Status);
        Assert.Equal(200, (await Get("alice", key)).Status);
        _clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal(401, (await Get("alice", key)).Status);
    }

    [Fact]
    public async Task A_nodes_key_is_rotated_with_a_public_half_that_is_there()
    {
        await _server.Node("web1");
        var file = Path.Combine(_server.Folder, "web1.pub");
        await File.WriteAllTextAsync(file, TestKeys.OtherPublic);
        Assert.Equal("", Expect(0, await _server.Command("node", "key", "add", "acme", "web1", "next", "--public-key", file)).Output);
        Expect(0, await _server.Command("node", "key", "remove", "acme", "web1", "default"));
        Assert.Equal(200, (await Get("web1", TestKeys.Other)).Status);
        Assert.Equal(401, (await Get("web1", TestKeys.Mine)).Status);
    }

    [Theory]
    [InlineData("user key list nobody", "there is no user 'nobody'")]
    [InlineData("user key add nobody k", "there is no user 'nobody'")]
    [InlineData("user key add alice default", "has a key 'default' already")]
    [InlineData("user key add alice a/b", "key name 'a/b' is not allowed")]
    [InlineData("user key remove alice none", "has no key 'none'")]
    [InlineData("user key add alice k --public-key /nowhere", "cannot be read")]
    [InlineData("node key list acme nobody", "there is no client 'nobody'")]
    [InlineData("node key list bogus web1", "no organization 'bogus'")]
    [InlineData("user delete nobody", "there is no user 'nobody'")]
    [InlineData("user remove acme nobody", "there is no user 'nobody' in organization 'acme'")]
    [InlineData("user remove acme alice", "group 'admins'")]
    [InlineData("user list bogus", "no organization 'bogus'")]
    [InlineData("node delete acme nobody", "there is no client or node 'nobody'")]
    [InlineData("org delete bogus", "no organization 'bogus'")]
    [InlineData("org delete acme", "--force")]
    [InlineData("group delete acme admins", "cannot be deleted")]
    [InlineData("group delete acme none", "there is no group 'none'")]
    [InlineData("group remove acme admins nobody", "is not in group")]
    [InlineData("group show acme none", "there is no group 'none'")]
    [InlineData("superuser grant nobody", "there is no user 'nobody'")]
    [InlineData("superuser revoke alice", "no superuser")]
    public async Task What_cannot_be_done_says_why(string command, string part)
    {
        await _server.User("alice", admin: true);
        var run = Expect(1, await _server.Command(command.Split(' ')));
        Assert.Contains(part, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("user key add alice k --expires 90")]
    [InlineData("user key add alice k --expires 99999d")]
    [InlineData("user key add alice")]
    public async Task A_wrong_command_line_ends_with_2(string command) => Expect(2, await _server.Command(command.Split(' ')));

    [Fact]
    public async Task Entries_are_listed_and_deleted()
    {
        await _server.User("bob");
        await _server.User("alice", admin: true);
        await _server.Node("web2");
        await _server.Node("web1");
        Expect(0, await _server.Command("client", "create", "acme", "ci"));
        Expect(0, await _server.Command("group", "create", "acme", "staff"));
        foreach (var (member, kind) in new[] { ("bob", "user"), ("web1", "node"), ("admins", "group") })
            Expect(0, await _server.Command("group", "add", "acme", "staff", member, "--kind", kind));

        await Lists("org list", "acme");
        await Lists("user list", "alice", "bob");
        await Lists("user list acme", "alice", "bob");
        await Lists("node list acme", "web1", "web2");
        await Lists("client list acme", "ci");
        await Lists("group list acme", "admins", "staff");
        await Lists("group show acme staff", "user bob", "node web1", "group admins");

        foreach (var command in new[] { "group remove acme staff admins --kind group", "node delete acme web1", "user remove acme bob", "user delete bob", "client delete acme ci" })
            Expect(0, await _server.Command(command.Split(' ')));
        await Lists("group show acme staff");
        await Lists("user list", "alice");
        await Lists("node list acme", "web2");
        Forget();
        Assert.Equal(401, (await Get("bob", TestKeys.Mine)).Status);
        Assert.Equal(401, (await Get("web1", TestKeys.Mine)).Status);

        Expect(0, await _server.Command("group", "delete", "acme", "staff"));
        Expect(0, await _server.Command("org", "delete", "acme", "--force"));
        await Lists("org list");
        await Lists("user list", "alice");
        Forget();
        Assert.Equal(404, (await Get("alice", TestKeys.Mine)).Status);
    }

    private async Task Lists(string command, params string[] lines) =>
        Assert.Equal(string.Concat(lines.Select(line => line + "\n")), Expect(0, await _server.Command(command.Split(' '))).Output);

    /// <summary>Commands are other processes' work for the server: it knows within five seconds.</summary>
    private void Forget() => _clock.Advance(TimeSpan.FromSeconds(5));

    private Task<Reply> Get(string name, RSA key) => new SignedClient(_server.Address, name, key) { At = _clock.GetUtcNow() }.Get(Jobs);

    private static CommandRun Expect(int exitCode, CommandRun run)
    {
        Assert.True(exitCode == run.ExitCode, $"exit code {run.ExitCode}: {run.Error}");
        return run;
    }
}
