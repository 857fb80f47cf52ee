using System.Net;
using System.Text.Json;
using Pushy.Chaos.Cluster;
using Pushy.Chaos.Load;
using Pushy.Contracts.Jobs;

namespace Pushy.Chaos.Failover;

/// <summary>All is well: what a kill may begin from.</summary>
internal static class Balance
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500), OneTry = TimeSpan.FromSeconds(2), Longest = TimeSpan.FromMinutes(3);

    /// <summary>After all hosts are up, for shards to move to the one that came back: two rounds of <c>rebalance-interval</c>.</summary>
    private static readonly TimeSpan Rebalancing = TimeSpan.FromSeconds(11);

    /// <summary>Until every host sees all hosts up and answers for all jobs.</summary>
    public static async Task AwaitAsync(World world, IReadOnlyCollection<string> jobs, CancellationToken ct)
    {
        var until = Uptime.Now + Longest.TotalSeconds;
        while (!await AllUpAsync(world, ct))
        {
            if (Uptime.Now > until)
                throw new TimeoutException($"hosts did not find each other again within {Longest.TotalMinutes:0} min");
            await Task.Delay(Pause, ct);
        }

        await Task.Delay(Rebalancing, ct);
        foreach (var (api, host) in world.Apis.Zip(world.Hosts))
        {
            foreach (var job in jobs)
            {
                if (await new AnyHost([api]).AskAsync(0, HttpMethod.Get, $"/jobs/{job}", [], Longest, ct, oneTry: OneTry) is not { Status: HttpStatusCode.OK })
                    throw new TimeoutException($"{host.Name} does not answer for job {job}");
            }
        }
    }

    private static async Task<bool> AllUpAsync(World world, CancellationToken ct)
    {
        foreach (var http in world.Network.Http)
        {
            using var client = new HttpClient { BaseAddress = http, Timeout = OneTry };
            try
            {
                var seen = JsonSerializer.Deserialize(await client.GetByteArrayAsync("/cluster", ct), RestContext.Wire.ClusterDocument)!;
                if (seen.Hosts.Count(host => host is { Status: "up", Reachable: true }) < world.Hosts.Count)
                    return false;
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                return false;
            }
        }

        return true;
    }
}
