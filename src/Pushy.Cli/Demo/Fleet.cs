using System.Runtime.Versioning;
using Pushy.Cli.Processes;

namespace Pushy.Cli.Demo;

/// <summary>The demo's processes. Disposing of it ends them all, whatever happened.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Fleet : IAsyncDisposable
{
    private const string ReadyLine = "pushy-server listening on ";

    /// <summary>An admin command starts .NET and opens the database: half a second, more on a machine with a lot to do.</summary>
    private static readonly TimeSpan AdminTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ServerStartTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LogPause = TimeSpan.FromMilliseconds(20);

    /// <summary>An agent kills its job, its whole tree, before it ends.</summary>
    private static readonly TimeSpan AgentGrace = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan ServerGrace = TimeSpan.FromSeconds(5);

    private readonly Programs _programs;
    private readonly DemoFolder _folder;
    private readonly Guard _guard;
    private readonly IReadOnlyDictionary<string, string> _environment = Programs.Environment();
    private readonly List<Child> _agents = [];
    private readonly List<Child> _others = [];
    private readonly Lock _lists = new();

    public Fleet(Programs programs, DemoFolder folder) => (_programs, _folder, _guard) = (programs, folder, Guard.Start(folder.Path));

    public IReadOnlyList<Child> Agents => _agents;

    /// <summary>Runs <c>pushy-server ARGS</c> to its end.</summary>
    /// <param name="output">File for its standard output, if that is a secret; null for the log.</param>
    /// <exception cref="DemoFailedException">It did not end well, or not in time.</exception>
    public async Task AdminAsync(string? output, CancellationToken ct, params string[] args)
    {
        var what = $"pushy-server {string.Join(' ', args.TakeWhile(arg => !arg.StartsWith('-')))}";
        var log = _folder.Log("admin");
        var admin = Keep(_others, Child.Start(what, _programs.Server, [.. args, .. StorageSettings], log, _guard, _environment, output));
        try
        {
            if (await admin.Exited.WaitAsync(AdminTime, ct) is var code and not 0)
                throw new DemoFailedException($"'{what}' ended with exit code {code}.", log);
        }
        catch (TimeoutException)
        {
            throw new DemoFailedException($"'{what}' did not end within {AdminTime.TotalSeconds:0} s.", log);
        }
    }

    /// <summary>Starts the server on a free port of this machine's own network.</summary>
    /// <returns>The process, and the address that it said it listens on.</returns>
    public async Task<(Child Server, Uri Address)> StartServerAsync(CancellationToken ct)
    {
        var server = Keep(_others, Child.Start(
            "pushy-server",
            _programs.Server,
            ["run", .. StorageSettings, "--set", "pushy.http.urls=http://127.0.0.1:0", "--set", "pushy.log.format=text"],
            _folder.Log("server"),
            _guard,
            _environment));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ServerStartTime);
        try
        {
            while (true)
            {
                var ended = server.Exited.IsCompleted; // before the log is read: what it wrote before its end counts
                if (Address(await LogTail.ReadAsync(server.Log)) is { } address)
                    return (server, address);
                if (ended)
                    throw new DemoFailedException($"pushy-server ended with exit code {await server.Exited} before it listened.", server.Log);
                await Task.Delay(LogPause, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DemoFailedException($"pushy-server did not listen within {ServerStartTime.TotalSeconds:0} s.", server.Log);
        }
    }

    /// <summary>Starts an agent and doesn't wait for it.</summary>
    /// <param name="key">Path of the node's private key.</param>
    public void StartAgent(Uri server, string organization, string node, string key, string whitelist) => Keep(_agents, Child.Start(
        node,
        _programs.Agent,
        [
            "run", "--server", server.GetLeftPart(UriPartial.Authority), "--org", organization, "--node", node, "--key", key,
            "--state-dir", _folder.State(node), "--whitelist", whitelist,
        ],
        _folder.Log(node),
        _guard,
        _environment));

    /// <summary>Agents first: they kill their jobs and have somebody to tell.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_agents.Select(agent => agent.StopAsync(AgentGrace)));
        await Task.WhenAll(_others.Select(other => other.StopAsync(ServerGrace)));
        await _guard.DisposeAsync();
    }

    /// <summary>Said in full: the environment may have other settings for a server of its own.</summary>
    private string[] StorageSettings => ["--set", "pushy.storage.provider=sqlite", "--set", $"pushy.storage.path={_folder.Data}"];

    private static Uri? Address(string log)
    {
        var lines = log.Split('\n');
        var ready = lines.SkipLast(1).FirstOrDefault(line => line.StartsWith(ReadyLine, StringComparison.Ordinal)); // the last one may be cut
        return ready is null ? null : new Uri(ready[ReadyLine.Length..].Trim());
    }

    private Child Keep(List<Child> list, Child child)
    {
        lock (_lists)
            list.Add(child);
        return child;
    }
}
