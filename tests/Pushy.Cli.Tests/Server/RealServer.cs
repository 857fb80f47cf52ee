using Pushy.Cli.Demo;
using Pushy.Contracts.Joining;

namespace Pushy.Cli.Tests.Server;

/// <summary>
/// A server and agents as processes of their own. Organization <c>acme</c> has the admin <c>alice</c>, the node <c>web1</c>, the nodes
/// <c>slow-a</c> and <c>slow-b</c> for one test each, which may leave them busy, and the node <c>db1</c>, which has joined and is not there.
/// </summary>
public sealed class RealServer : IAsyncLifetime, IAsyncDisposable
{
    private const string Organization = "acme";

    private static readonly string[] Connected = ["web1", "slow-a", "slow-b"];

    private DemoFolder? _folder;
    private Fleet? _fleet;

    public string Address { get; private set; } = "";

    public string Token { get; private set; } = "";

    public string KeyFile => _folder!.In("keys", "alice.pem");

    public async Task InitializeAsync()
    {
        var configuration = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));
        var programs = Programs.Find(Path.Combine(root, "src", "Pushy.Cli", "bin", configuration.Parent!.Name, configuration.Name), Environment.GetEnvironmentVariable);
        _folder = DemoFolder.Create();
        _fleet = new Fleet(programs, _folder);
        await _fleet.AdminAsync(null, default, "org", "create", Organization);
        await _fleet.AdminAsync(null, default, "user", "create", Organization, "alice", "--admin", "--key-out", KeyFile);
        await _fleet.AdminAsync(_folder.In("keys", "token"), default, "token", "create", Organization, "alice");
        await _fleet.AdminAsync(_folder.In("keys", "join"), default, "join-token", "create", Organization, "--uses", "4");
        Token = (await File.ReadAllTextAsync(_folder.In("keys", "token"))).Trim();
        var (_, address) = await _fleet.StartServerAsync(default);
        Address = address.GetLeftPart(UriPartial.Authority);

        using var http = new HttpClient { BaseAddress = address };
        var join = (await File.ReadAllTextAsync(_folder.In("keys", "join"))).Trim();
        foreach (var node in (string[])[.. Connected, "db1"])
        {
            var key = await Enrolment.MakeKeyAsync(_folder.In("keys", node + ".pem"), default);
            await Enrolment.JoinAsync(http, Organization, new JoinRequest(join, node, key), default);
        }

        await File.WriteAllTextAsync(_folder.In("whitelist.json"), DemoWhitelist.Json);
        foreach (var node in Connected)
            _fleet.StartAgent(address, Organization, node, _folder.In("keys", node + ".pem"), _folder.In("whitelist.json"));
        await LivingProcess.UntilAsync(async () => (await RunAsync("node", "status")).Output.Split(" available").Length > Connected.Length, "nodes stay away");
    }

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null)
            await _fleet.DisposeAsync();
        _folder?.Remove(keepLogs: false);
        (_fleet, _folder) = (null, null);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>A command as alice, with the token.</summary>
    internal async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var shell = Shell();
        var code = await CommandTree.InvokeAsync(args, shell.Terminal);
        return (code, shell.Output, shell.Error);
    }

    /// <summary>A shell whose environment has all that alice needs.</summary>
    internal TestShell Shell(string input = "")
    {
        var shell = new TestShell(input);
        (shell.Variables["PUSHY_SERVER"], shell.Variables["PUSHY_ORG"], shell.Variables["PUSHY_TOKEN"]) = (Address, Organization, Token);
        return shell;
    }
}
