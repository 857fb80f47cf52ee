using System.Diagnostics;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Benchmarks.Domain;

/// <summary>What the rules cost: one job over 50,000 nodes, each with a vote, a start and an outcome, in shuffled order; Decide and Evolve, nothing else.</summary>
internal static class DomainTime
{
    private const int Nodes = 50_000;
    private const int Rounds = 9;   // the first two warm up
    private const double TargetMicroseconds = 3;

    /// <returns>0 if the median is within the target, else 1.</returns>
    public static int Print(TextWriter to)
    {
        var times = Enumerable.Range(0, Rounds).Select(Round).Skip(2).Order().ToArray();
        var (median, best, worst) = (times[times.Length / 2], times[0], times[^1]);
        to.WriteLine(FormattableString.Invariant(
            $"domain: {median:F2} µs per node event (median of {times.Length}; {best:F2} to {worst:F2}), {Nodes:N0} nodes, 3 events each, target {TargetMicroseconds} µs"));
        return median <= TargetMicroseconds ? 0 : 1;
    }

    private static double Round(int seed)
    {
        NodeName[] nodes = [.. Enumerable.Range(0, Nodes).Select(n => new NodeName($"node-{n}.example.com"))];
        var noon = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var spec = new JobSpec(new JobId(new string('a', JobId.Length)), new string('b', 32), "chef-client", [.. nodes], Nodes,
            TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), new RunOptions(), "someone");
        var chance = new Random(seed);
        NodeReport[] kinds = [NodeReport.AckCommit.Instance, new NodeReport.AckRun(null), new NodeReport.Outcome(new CommandResult(true, 0, null, null, null, null))];
        var commands = kinds.Select(what =>
        {
            NodeName[] order = [.. nodes];
            chance.Shuffle(order);
            return order.Select(node => new JobCommand.Report(new NodeName(new string(node.Value)), what)).ToArray();   // names come from the wire: other strings
        }).ToArray();

        var state = Take(JobState.Initial, new JobCommand.Submit(spec), noon);
        GC.Collect();
        var clock = Stopwatch.StartNew();
        foreach (var phase in commands)
            foreach (var command in phase)
                state = Take(state, command, noon);
        clock.Stop();

        if (state is not JobState.Finished { How: JobStatus.Complete })
            throw new InvalidOperationException("the job did not complete");
        return clock.Elapsed.TotalMicroseconds / (Nodes * kinds.Length);
    }

    private static JobState Take(JobState state, JobCommand command, DateTimeOffset now)
    {
        foreach (var @event in Job.Decide(state, command, now).Events)
            state = Job.Evolve(state, @event);
        return state;
    }
}
