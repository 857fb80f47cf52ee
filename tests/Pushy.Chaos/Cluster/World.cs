using System.Globalization;
using System.Net;
using Pushy.Chaos.Clocks;
using Pushy.Chaos.Disks;
using Pushy.Chaos.Faults;
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
    private readonly List<SmallDisk> _disks = [];
    private readonly string _connectionString;
    private readonly ChaosOptions _options;
    private string? _shim;

    private World(PostgresServer postgres, SmallDisk? databaseDisk, string connectionString, ChaosOptions options)
    {
        (Postgres, DatabaseDisk, _connectionString, _options) = (postgres, databaseDisk, connectionString, options);
        Folder = Directory.CreateTempSubdirectory("pushy-chaos-").FullName;
        Log = new RunLog(In("chaos.log"));
        Environment = new Dictionary<string, string>
        {
            [Mark] = _id,
            // Three servers share what may be two cores: less memory, and no compiling for profiles.
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        };
        Network = new Network(options.Hosts, postgres.Port, () => [.. Hosts.Select(host => host.Pid)]);
        _certificates = options.Tls && options.Hosts > 1 ? new Certificates(In("keys")) : null;
        Nodes = [.. Enumerable.Range(1, options.Agents).Select(number => string.Create(CultureInfo.InvariantCulture, $"node{number}"))];
    }

    public string Folder { get; }

    public RunLog Log { get; }

    public PostgresServer Postgres { get; }

    public Network Network { get; }

    /// <summary>What its tables are on; null if that is the machine's disk.</summary>
    public SmallDisk? DatabaseDisk { get; }

    public IReadOnlyList<Supervised> Hosts { get; private set; } = [];

    /// <summary>The hosts' clocks.</summary>
    public IReadOnlyList<Clock> Clocks { get; private set; } = [];

    public IReadOnlyList<string> Nodes { get; }

    public IReadOnlyList<AgentProcess> Agents { get; private set; } = [];

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
        var disk = await DatabaseDiskOf.MountAsync(options.Faults, ct);
        var world = new World(postgres, disk, await DatabaseDiskOf.CreateAsync(postgres, disk, "pushy"), options);
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

    /// <summary>Faults that cannot be made here: no C compiler, or no right to mount.</summary>
    public IReadOnlyList<FaultKind> Impossible => [.. _options.Faults.Where(kind =>
        (FaultKinds.NeedsClock(kind) && _shim is null)
        || (kind is FaultKind.DatabaseDiskFull && DatabaseDisk is null)
        || (kind is FaultKind.AgentDiskFull && Agents.Where((_, index) => index % AgentProcess.SmallDiskEvery == 0).Any(agent => agent.Disk is null)))];

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
        foreach (var disk in _disks)
            await disk.DisposeAsync();
        if (DatabaseDisk is { } tables)
        {
            await tables.DisposeAsync();
            Directory.Delete(tables.Folder);
        }

        Log.Dispose();
        _end.Dispose();
    }

    private async Task BeginAsync(IReadOnlyList<string>? agent, CancellationToken ct)
    {
        foreach (var folder in (string[])["logs", "keys", "data", "state", "clocks"])
            Directory.CreateDirectory(In(folder));
        WorkScript.Write(this);
        if (_options.Faults.Any(FaultKinds.NeedsClock))
            _shim = await ClockShim.CompileAsync(In("clocks"), ct);
        await Enrolment.MakeAdministratorAsync(this, ct);
        if (_certificates is { } certificates)
            await certificates.MakeAsync(this, ct);
        Clocks = [.. Enumerable.Range(1, Network.Hosts).Select(number => ClockOf($"host{number}"))];
        Hosts = [.. Clocks.Select((clock, index) => new Supervised(
            $"host{index + 1}", HostCommand.Of(index, Network, _connectionString, In("data", $"host{index + 1}"), _certificates), In("logs", $"host{index + 1}.log"),
            new Dictionary<string, string>([.. Environment, .. clock.Environment]), Log))];
        Apis = [.. Network.Http.Select(http => new ApiClient(http, Organization, User, Enrolment.KeyFile(this, User)))];
        foreach (var host in Hosts)
            _running.Add(host.RunAsync(_end.Token));
        foreach (var (host, http) in Hosts.Zip(Network.Http))
            await Readiness.ServesAsync(host, http, ct);
        await Enrolment.MakeNodesAsync(this, ct);
        if (agent is null)
            return;
        List<AgentProcess> agents = [];
        foreach (var node in Nodes)
            agents.Add(new AgentProcess(this, agent, node, ClockOf(node), await DiskOfAsync(agents.Count, node, ct)));
        Agents = agents;
        foreach (var one in Agents)
            _running.Add(one.Main.RunAsync(_end.Token));
        await Readiness.AllAvailableAsync(this, ct);
    }

    private Clock ClockOf(string name)
    {
        var clock = new Clock(In("clocks", name), _shim);
        clock.Set(TimeSpan.Zero);
        return clock;
    }

    private async Task<SmallDisk?> DiskOfAsync(int index, string node, CancellationToken ct)
    {
        if (index % AgentProcess.SmallDiskEvery != 0 || !_options.Faults.Contains(FaultKind.AgentDiskFull))
            return null;
        var disk = await SmallDisk.MountAsync(Directory.CreateDirectory(In("state", node)).FullName, AgentProcess.SmallDiskMebibytes, In("logs", "mount.log"), ct);
        if (disk is not null)
            _disks.Add(disk);
        return disk;
    }
}
