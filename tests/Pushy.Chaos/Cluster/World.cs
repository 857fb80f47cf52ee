using System.Globalization;
using System.Net;
using Pushy.Chaos.Networks;
using Pushy.EndToEnd.Tests.Fleets;
using Pushy.Tests.Shared;

namespace Pushy.Chaos.Cluster;

/// <summary>A database, hosts, agents and the network between them, in a folder of their own; all are ended with it.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Organization = "acme";
    public const string User = "alice";

    /// <summary>In the environment of all that we start, and of all that is started by it.</summary>
    private const string Mark = "PUSHY_CHAOS_RUN";

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly CancellationTokenSource _end = new();
    private readonly Certificates? _certificates;
    private readonly List<Task> _running = [];

    private World(PostgresServer postgres, string connectionString, ChaosOptions options)
    {
        Postgres = postgres;
        Folder = Directory.CreateTempSubdirectory("pushy-chaos-").FullName;
        Log = new RunLog(In("chaos.log"));
        Environment = new Dictionary<string, string>
        {
            [Mark] = _id,
            // Three servers share what may be two cores: less memory, and no compiling for profiles.
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        };
        Network = new Network(options.Hosts, postgres.Port, () => [.. Hosts!.Select(host => host.Pid)]);
        var certificates = _certificates = options.Tls && options.Hosts > 1 ? new Certificates(In("keys")) : null;
        Hosts = [.. Enumerable.Range(0, options.Hosts).Select(index => new Supervised(
            $"host{index + 1}", HostCommand.Of(index, Network, connectionString, In("data", $"host{index + 1}"), certificates), In("logs", $"host{index + 1}.log"), Environment, Log))];
        Nodes = [.. Enumerable.Range(1, options.Agents).Select(number => string.Create(CultureInfo.InvariantCulture, $"node{number}"))];
    }

    public string Folder { get; }

    public RunLog Log { get; }

    public PostgresServer Postgres { get; }

    public Network Network { get; }

    public IReadOnlyList<Supervised> Hosts { get; }

    public IReadOnlyList<string> Nodes { get; }

    public IReadOnlyList<Supervised> Agents { get; private set; } = [];

    /// <summary>The administrator's signed requests, one client a host.</summary>
    public IReadOnlyList<ApiClient> Apis { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Starts all, waits until hosts serve and agents are available, and ends all once they were used.</summary>
    /// <param name="realAgents">Whether agents are started for the nodes.</param>
    /// <param name="isWorthKeeping">Whether somebody will want to see the logs.</param>
    /// <returns>The result, and the folder with logs and ledger; null if it is gone.</returns>
    public static async Task<(T Result, string? Folder)> UseAsync<T>(ChaosOptions options, bool realAgents, Func<World, Task<T>> use, Func<T, bool> isWorthKeeping, CancellationToken ct)
    {
        var world = await StartAsync(options, realAgents, ct);
        var keep = true;   // whatever goes wrong, somebody has to find out why
        try
        {
            await using (world)
            {
                var result = await use(world);
                keep = options.Keep || isWorthKeeping(result);
                return (result, keep ? world.Folder : null);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            keep = options.Keep;
            throw;
        }
        finally
        {
            if (!keep)
                Directory.Delete(world.Folder, recursive: true);
            else
                await Console.Error.WriteLineAsync($"logs and ledger stay in {world.Folder}");
        }
    }

    private static async Task<World> StartAsync(ChaosOptions options, bool realAgents, CancellationToken ct)
    {
        if (PostgresServer.Programs is null)
            throw new InvalidOperationException("PostgreSQL is not installed: /usr/lib/postgresql has no initdb");
        var agent = realAgents ? await AgentProgram.FindAsync(ct) : null;
        var postgres = await PostgresServer.Start();
        var world = new World(postgres, await postgres.Create("pushy"), options);
        try
        {
            await world.BeginAsync(agent, ct);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            if (ct.IsCancellationRequested)
                Directory.Delete(world.Folder, recursive: true);
            else
                await Console.Error.WriteLineAsync($"the start failed; logs are in {world.Folder}");
            throw;
        }
    }

    /// <summary>Path of a file or folder of the run's own.</summary>
    public string In(params ReadOnlySpan<string> names) => Path.Combine([Folder, .. names]);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running);
        for (var left = ProcessTable.With(Mark, _id); left.Count > 0; left = ProcessTable.With(Mark, _id))
        {
            foreach (var pid in left)
                Posix.Send(pid, Posix.Kill);
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        foreach (var api in Apis)
            api.Dispose();
        await Network.DisposeAsync();
        await Postgres.DisposeAsync();
        Log.Dispose();
        _end.Dispose();
    }

    private async Task BeginAsync(IReadOnlyList<string>? agent, CancellationToken ct)
    {
        foreach (var folder in (string[])["logs", "keys", "data", "state"])
            Directory.CreateDirectory(In(folder));
        WorkScript.Write(this);
        await Enrolment.MakeAdministratorAsync(this, ct);
        if (_certificates is { } certificates)
            await certificates.MakeAsync(this, ct);
        Apis = [.. Network.Http.Select(http => new ApiClient(http, Organization, User, Enrolment.KeyFile(this, User)))];
        foreach (var host in Hosts)
            _running.Add(host.RunAsync(_end.Token));
        foreach (var (host, http) in Hosts.Zip(Network.Http))
            await Readiness.ServesAsync(host, http, ct);
        await Enrolment.MakeNodesAsync(this, ct);
        if (agent is null)
            return;
        Agents = [.. Nodes.Select(node => new Supervised(node, [
            .. agent, "run", "--server", string.Join(',', Network.ForAgents.Select(one => one.GetLeftPart(UriPartial.Authority))), "--org", Organization, "--node", node,
            "--key", Enrolment.KeyFile(this, Enrolment.NodeKey), "--state-dir", In("state", node), "--whitelist", In(WorkScript.Whitelist),
        ], In("logs", node + ".log"), Environment, Log))];
        foreach (var one in Agents)
            _running.Add(one.RunAsync(_end.Token));
        await Readiness.AllAvailableAsync(this, ct);
    }
}
