using System.Net;
using System.Text.Json;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Cluster;

/// <summary>Waits for what has to be there before a run begins.</summary>
internal static class Readiness
{
    /// <summary>Until a host answers as one that serves.</summary>
    public static async Task ServesAsync(Supervised host, Uri http, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = http };
        await WaitAsync($"{host.Name} serves", async () =>
        {
            using var answer = await client.GetAsync("/readyz", ct);
            return answer.StatusCode == HttpStatusCode.OK;
        }, ct);
    }

    /// <summary>Until every node is available at some host.</summary>
    public static Task AllAvailableAsync(World world, CancellationToken ct) => WaitAsync("all nodes are available", async () =>
    {
        HashSet<string> available = [];
        foreach (var api in world.Apis)
        {
            var answer = await api.SendAsync(HttpMethod.Get, "/node_states", [], ct: ct);
            if (answer.Status == HttpStatusCode.OK)
            {
                available.UnionWith(JsonSerializer.Deserialize(answer.Body, RestContext.Wire.IReadOnlyListNodeStateDocument)!
                    .Where(node => node.Availability == "available").Select(node => node.NodeName));
            }
        }

        return available.Count == world.Nodes.Count;
    }, ct);

    private static async Task WaitAsync(string what, Func<Task<bool>> look, CancellationToken ct)
    {
        var until = Uptime.Now + Until.Patience.TotalSeconds;
        while (Uptime.Now < until)
        {
            try
            {
                if (await look())
                    return;
            }
            catch (HttpRequestException)
            {
                // not yet
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }

        throw new TimeoutException($"Waited {Until.Patience.TotalSeconds:0} s in vain: {what}");
    }
}
