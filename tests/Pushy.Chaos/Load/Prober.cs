using System.Net;
using Pushy.Chaos.Cluster;

namespace Pushy.Chaos.Load;

/// <summary>Asks for a job all the time, any host that answers, and notes each time without an answer.</summary>
internal sealed class Prober(World world, JobStream jobs)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250), OneTry = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromMinutes(5);

    /// <summary>In seconds; shorter ones are usual while a host is gone.</summary>
    private const double WorthALine = 3;

    private readonly List<Silence> _silences = [];

    /// <summary>Between two answers, in order; to be read when it has ended.</summary>
    public IReadOnlyList<Silence> Silences => _silences;

    public async Task RunAsync(CancellationToken until)
    {
        var hosts = new AnyHost(world);
        double? last = null;
        for (var host = 0; !until.IsCancellationRequested; host++)
        {
            await Task.Delay(Every, CancellationToken.None);
            if (jobs.Posted.LastOrDefault(job => job.AcknowledgedAt is not null) is not { } job)
                continue;
            var asked = last ?? Uptime.Now;
            var answer = await hosts.AskAsync(host, HttpMethod.Get, $"/jobs/{job.Id}", [], Patience, CancellationToken.None, oneTry: OneTry);
            last = Uptime.Now;
            _silences.Add(new Silence(asked, last.Value));
            if (last - asked > WorthALine)
                world.Log.Write(FormattableString.Invariant($"no host answered a GET for {last - asked:F1} s, until now"));
            if (answer?.Status is not HttpStatusCode.OK)
                world.Log.Write($"GET of {job.Id}, acknowledged, was answered {(answer is null ? "by nobody" : $"with {(int)answer.Status} {answer.Text}")}");
        }
    }
}
