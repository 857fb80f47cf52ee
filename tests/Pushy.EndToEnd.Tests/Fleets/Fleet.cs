using System.Text;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>
/// A server and its agents as real processes in a folder of their own. Made by <see cref="RunAsync"/>, which ends all of them whatever
/// happens, and adds their logs to the message of a test that fails.
/// </summary>
internal sealed class Fleet
{
    /// <summary>In the environment of all that we start, and of all that is started by it.</summary>
    private const string Mark = "PUSHY_TEST_FLEET";

    private const string ReadyLine = "pushy-server listening on ";
    private const string WhitelistOfEverything = """{ "/((?s).+)/": { "command_line": "\\1", "unsafe": true } }""";

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-e2e-").FullName;
    private readonly int _port = Ports.Free();
    private readonly string[] _settings;
    private readonly List<Daemon> _all = [];
    private readonly Dictionary<string, Daemon> _agents = [];
    private readonly Lock _gate = new();

    private Fleet(string[] settings)
    {
        _settings = settings;
        Address = new Uri($"http://127.0.0.1:{_port}");
        Data = In("data");
    }

    public Uri Address { get; }

    /// <summary>The server's storage folder. May be set before the server starts.</summary>
    public string Data { get; set; }

    /// <summary>More of the server's settings, for what is known only now. May be filled before the server starts.</summary>
    public List<string> Settings { get; } = [];

    /// <summary>The server of now; after a restart it is another.</summary>
    public Daemon Server { get; private set; } = null!;

    /// <summary>The organization's administrator.</summary>
    public ApiClient Api { get; private set; } = null!;

    /// <summary>Nodes whose agents were started.</summary>
    public IReadOnlyCollection<string> Nodes => _agents.Keys;

    /// <summary>Starts a server and agents, waits until all are available, runs the test, ends everything.</summary>
    /// <param name="nodes">How many agents, 0 to 3: web1, web2, web3.</param>
    /// <param name="settings">Of the server, each as <c>pushy.key=value</c>.</param>
    public static Task RunAsync(int nodes, string[] settings, Func<Fleet, Task> test) => PrepareAsync(settings, async fleet =>
    {
        await fleet.StartServerAsync();
        var names = FleetTemplate.NodeNames.Take(nodes).ToList();
        foreach (var node in names)
            fleet.StartAgent(node);
        await fleet.AvailableAsync([.. names]);
        await test(fleet);
    });

    public static Task RunAsync(int nodes, Func<Fleet, Task> test) => RunAsync(nodes, [], test);

    /// <summary>As <see cref="RunAsync(int, string[], Func{Fleet, Task})"/>, with nothing started yet.</summary>
    public static async Task PrepareAsync(string[] settings, Func<Fleet, Task> test)
    {
        var fleet = new Fleet(settings);
        try
        {
            (await FleetTemplate.GetAsync()).CopyTo(fleet.In("keys"), fleet.Data);
            Directory.CreateDirectory(fleet.In("runs"));
            await File.WriteAllTextAsync(fleet.In("whitelist.json"), WhitelistOfEverything);
            fleet.Api = new ApiClient(fleet.Address, FleetTemplate.Organization, FleetTemplate.User, fleet.KeyFile(FleetTemplate.User));
            await test(fleet);
        }
        catch (Exception e)
        {
            throw new FleetTestException($"{e.GetType().Name}: {e.Message}\n{fleet.Logs()}", e);
        }
        finally
        {
            await fleet.EndAsync();
        }
    }

    /// <summary>Path of a file or folder of the fleet's own.</summary>
    public string In(params ReadOnlySpan<string> names) => Path.Combine([_folder, .. names]);

    public string KeyFile(string owner) => In("keys", owner + ".pem");

    /// <summary>Starts the server, or another after the last one ended: same port, same folder.</summary>
    public async Task StartServerAsync()
    {
        Server = Start("server", [
            .. Programs.Server, "run", "--set", $"pushy.storage.path={Data}", "--set", $"pushy.http.urls={Address.GetLeftPart(UriPartial.Authority)}",
            .. _settings.Concat(Settings).SelectMany(setting => new[] { "--set", setting }),
        ]);
        var server = Server;
        await Until.TrueAsync("the server listens", () =>
            server.Exited.IsCompleted ? throw new InvalidOperationException("the server ended before it listened") : server.Log().Contains(ReadyLine, StringComparison.Ordinal));
    }

    /// <summary><c>kill -9</c>.</summary>
    public Task KillServerAsync() => Server.KillAsync();

    /// <summary>Starts a node's agent, or another after the last one ended, with the state that one left. Does not wait for it.</summary>
    /// <param name="through">Where the agent finds the server; null for its true address.</param>
    /// <param name="program">The agent's command line; null for the usual one.</param>
    /// <param name="config">The agent's configuration file, for what has no option; null for none.</param>
    public Daemon StartAgent(string node, Uri? through = null, IReadOnlyList<string>? program = null, string? config = null) => _agents[node] = Start(node, [
        .. program ?? Programs.Agent, "run", "--server", (through ?? Address).GetLeftPart(UriPartial.Authority), "--org", FleetTemplate.Organization, "--node", node,
        "--key", KeyFile(node), "--state-dir", In("state", node), "--whitelist", In("whitelist.json"),
        .. config is null ? Array.Empty<string>() : ["--config", config],
    ]);

    /// <summary>A node's agent of now.</summary>
    public Daemon Agent(string node) => _agents[node];

    /// <summary>Waits until nodes are connected and free.</summary>
    public async Task AvailableAsync(params string[] nodes)
    {
        foreach (var node in nodes)
            await Until.TrueAsync($"{node} is available", async () => (await Api.PresenceAsync(node)).Availability == "available");
    }

    /// <summary>Starts any program as one of the fleet.</summary>
    public Daemon Start(string name, IEnumerable<string> command)
    {
        lock (_gate)
        {
            var log = In($"{name}-{_all.Count(one => one.Name == name) + 1}.log");
            var daemon = Daemon.Start(name, command, log, new Dictionary<string, string> { [Mark] = _id });
            _all.Add(daemon);
            return daemon;
        }
    }

    /// <summary>What all of its processes said of late.</summary>
    public string Logs()
    {
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach (var daemon in _all)
                text.AppendLine(daemon.Tail());
        }

        return text.ToString();
    }

    private async Task EndAsync()
    {
        Api?.Dispose();
        await Until.TrueAsync("all processes of the fleet are gone", () =>
        {
            var living = ProcessTable.With(Mark, _id);
            foreach (var pid in living)
                Posix.Send(pid, Posix.Kill);
            return living.Count == 0;
        });
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>What failed, and what the processes said meanwhile.</summary>
internal sealed class FleetTestException(string message, Exception cause) : Exception(message, cause);
