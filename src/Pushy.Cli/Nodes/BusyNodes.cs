using Pushy.Cli.Api;

namespace Pushy.Cli.Nodes;

/// <summary>Which nodes are in a job now.</summary>
internal static class BusyNodes
{
    /// <summary>More jobs at once than that are not looked into.</summary>
    private const int MostJobs = 50;

    private static readonly string[] LiveStates = ["new", "ready", "running"];

    /// <returns>The job by the node's name. Of the newest jobs only, if there are very many.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(PushyClient client, CancellationToken ct)
    {
        var busy = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var status in (string[])["running", "voting"])
        {
            var page = await client.JobsAsync([KeyValuePair.Create("status", status), KeyValuePair.Create("limit", $"{MostJobs}")], ct);
            foreach (var listed in page.Jobs)
            {
                var job = await client.JobAsync(listed.Id, ct);
                foreach (var node in LiveStates.SelectMany(state => job.Nodes?.GetValueOrDefault(state) ?? []))
                    busy.TryAdd(node, job.Id);
            }
        }

        return busy;
    }
}
