using System.Net;
using System.Text.Json;
using Pushy.Chaos.Cluster;
using Pushy.Chaos.Load;
using Pushy.Contracts.Jobs;

namespace Pushy.Chaos.Truth;

/// <summary>All is well again, and what is under way comes to its end: a bounded time is waited for that.</summary>
internal static class Settlement
{
    /// <summary>Longer than a vote (60 s) takes that nobody answers, with the crash grace's half on top.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500), OneJob = TimeSpan.FromSeconds(10);

    /// <returns>Seconds until all jobs were finished; null if some are not.</returns>
    public static async Task<double?> WaitAsync(World world, IEnumerable<string> jobs, CancellationToken ct)
    {
        var began = Uptime.Now;
        var hosts = new AnyHost(world);
        Queue<string> open = new(jobs);
        while (open.TryPeek(out var job))
        {
            if (await IsFinishedAsync(hosts, job, ct))
                open.Dequeue();
            else if (Uptime.Now - began > Longest.TotalSeconds)
                return null;
            else
                await Task.Delay(Pause, ct);
        }

        return Uptime.Now - began;
    }

    /// <summary>A job that is not known will not be: the comparison says so.</summary>
    private static async Task<bool> IsFinishedAsync(AnyHost hosts, string job, CancellationToken ct) =>
        await hosts.AskAsync(0, HttpMethod.Get, $"/jobs/{job}", [], OneJob, ct) switch
        {
            { Status: HttpStatusCode.OK } answer => Told.IsFinished(JsonSerializer.Deserialize(answer.Body, RestContext.Wire.JobDocument)!.Status),
            { Status: HttpStatusCode.NotFound } => true,
            _ => false,
        };
}
