using System.Runtime.CompilerServices;
using Pushy.Cli.Api;

namespace Pushy.Cli.Jobs;

/// <summary>Asks the server again and again how a job stands, until it has ended.</summary>
internal static class JobFollower
{
    /// <param name="client">Whom to ask.</param>
    /// <param name="id">The job.</param>
    /// <param name="pause">Between an answer and the next question.</param>
    /// <param name="clock">Stamps the snapshots and paces the questions.</param>
    /// <returns>One snapshot or more; only the last one is final.</returns>
    public static async IAsyncEnumerable<JobSnapshot> FollowAsync(
        PushyClient client, string id, TimeSpan pause, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            // The job first: nodes that are read after a final job are final too.
            var job = await client.JobAsync(id, ct);
            var nodes = await client.JobNodesAsync(id, ct);
            var snapshot = new JobSnapshot(job, nodes, clock.GetUtcNow());
            yield return snapshot;
            if (snapshot.IsFinal)
                yield break;
            await Task.Delay(pause, clock, ct);
        }
    }
}
