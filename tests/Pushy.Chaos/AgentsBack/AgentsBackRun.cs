using System.Security.Cryptography;
using Pushy.Chaos.Cluster;
using Pushy.Chaos.Failover;
using Pushy.Chaos.Load;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.AgentsBack;

/// <summary>Thousands of agents, one host killed after the other: how soon its agents are at the others, and whether those bear it.</summary>
internal static class AgentsBackRun
{
    /// <summary>Agents that connect at the same time at first: what is measured comes later.</summary>
    private const int AtOnce = 200;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromMinutes(5);

    public static async Task<AgentsBackReport> RunAsync(ChaosOptions options, int kills, TextWriter progress, CancellationToken ct)
    {
        var (report, folder) = await World.UseAsync(options, realAgents: false, async world =>
        {
            await progress.WriteLineAsync($"{options.Hosts} hosts are up and {options.Agents} nodes made; logs are in {world.Folder}");
            return await MeasureAsync(world, options, kills, progress, ct);
        }, _ => false, ct);
        return report with { Folder = folder };
    }

    private static async Task<AgentsBackReport> MeasureAsync(World world, ChaosOptions options, int kills, TextWriter progress, CancellationToken ct)
    {
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Enrolment.KeyFile(world, Enrolment.NodeKey), ct));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var counts = new ConnectionCounts();
        List<SimulatedAgent> agents = [.. world.Nodes.Select((node, number) => new SimulatedAgent(node, world.Network.Http, key, new Random(options.Seed + number), counts))];
        List<Task> running = [];
        foreach (var batch in agents.Select((agent, number) => (Agent: agent, First: number % world.Hosts.Count)).Chunk(AtOnce))
        {
            running.AddRange(batch.Select(one => one.Agent.RunAsync(one.First, stop.Token)));
            await UntilAsync(() => batch.All(one => one.Agent.Server is not null), ct);
        }

        List<CameBack> all = [];
        for (var kill = 0; kill < kills; kill++)
        {
            var one = await KillAsync(world, kill % world.Hosts.Count, agents, counts, ct);
            all.Add(one);
            await progress.WriteLineAsync(one.ToString());
            await Balance.AwaitAsync(world, [], ct);
        }

        await stop.CancelAsync();
        await Task.WhenAll(running);
        return new AgentsBackReport(world.Hosts.Count, agents.Count, all, null);
    }

    private static async Task<CameBack> KillAsync(World world, int victim, List<SimulatedAgent> agents, ConnectionCounts counts, CancellationToken ct)
    {
        var its = agents.Where(agent => agent.Server == victim).ToList();
        counts.Reset();
        using var restart = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var down = world.Hosts[victim].EndAsync(Posix.Kill, Timeout.InfiniteTimeSpan, restart.Token);
        var at = Uptime.Now;
        var gets = LongestGetAsync(world.Apis[(victim + 1) % world.Apis.Count], restart.Token);
        await UntilAsync(() => its.All(agent => agent.Server is { } server && server != victim), ct);
        var times = its.Select(agent => agent.ConnectedAt - at).Order().ToList();
        var result = new CameBack(world.Hosts[victim].Name, its.Count, times[times.Count / 2], times[^1], counts.Attempts, counts.Peak, 0);
        await restart.CancelAsync();
        await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return result with { LongestGet = await gets };
    }

    private static async Task<double> LongestGetAsync(ApiClient api, CancellationToken until)
    {
        var (longest, host) = (0.0, new AnyHost([api]));
        while (!until.IsCancellationRequested)
        {
            var at = Uptime.Now;
            await host.AskAsync(0, HttpMethod.Get, "/jobs?limit=1", [], Longest, CancellationToken.None);
            longest = Math.Max(longest, Uptime.Now - at);
            await Task.Delay(Look, CancellationToken.None);
        }

        return longest;
    }

    private static async Task UntilAsync(Func<bool> look, CancellationToken ct)
    {
        var until = Uptime.Now + Longest.TotalSeconds;
        while (!look())
        {
            if (Uptime.Now > until)
                throw new TimeoutException($"Waited {Longest.TotalMinutes:0} min in vain for agents to be connected");
            await Task.Delay(Look, ct);
        }
    }
}
