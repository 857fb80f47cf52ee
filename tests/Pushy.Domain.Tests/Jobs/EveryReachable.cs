using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Jobs;

/// <summary>One step of a job: a command in a state, and what it led to.</summary>
internal sealed record Step(JobState Before, JobCommand Command, Decision Decision, JobState After)
{
    public override string ToString() => $"{EveryReachable.Print(Before)} + {Command} → [{string.Join(", ", Decision.Events)}]";
}

/// <summary>All states that jobs over two nodes can reach, and every command in each of them. Times are left out of account.</summary>
internal static class EveryReachable
{
    public static readonly NodeReport[] Reports =
    [
        NodeReport.AckCommit.Instance, new NodeReport.NackCommit(NackReason.Busy, null), new NodeReport.AckRun(null), new NodeReport.NackRun(NackReason.LockHeld, null),
        new NodeReport.Outcome(Some.Success), new NodeReport.Outcome(Some.Failure), new NodeReport.Aborted(null), NodeReport.TimedOut.Instance, new NodeReport.Down(DownReason.Offline), NodeReport.LostJob.Instance,
    ];

    private static readonly Lazy<Step[]> All = new(() => [.. new[] { 0, 1, 2, 3 }.SelectMany(Explore)]);

    public static IReadOnlyList<Step> Steps => All.Value;

    public static JobCommand[] Commands(int quorum) =>
    [
        new JobCommand.Submit(Some.Spec(quorum)), JobCommand.CloseVote.Instance, JobCommand.EndRun.Instance, new JobCommand.Abort("ann"),
        .. from node in new[] { Some.Web1, Some.Web2, Some.Stranger } from report in Reports select new JobCommand.Report(node, report),
    ];

    public static string Print(JobState state) => state is JobState.Known job
        ? $"{job.Status()} of {job.Spec.Quorum} {string.Join(' ', job.Spec.Nodes.Select(node => Print(job.Nodes.Find(node)!)))}"
        : "Missing";

    private static string Print(NodePart part) => $"{part.GetType().Name}{part.Ending?.GetType().Name}{part.State}";

    private static IEnumerable<Step> Explore(int quorum)
    {
        HashSet<string> seen = [Print(JobState.Initial)];
        Queue<JobState> todo = new([JobState.Initial]);
        while (todo.TryDequeue(out var state))
            foreach (var command in Commands(quorum))
            {
                var decision = Job.Decide(state, command, Some.Later);
                var after = decision.Events.Aggregate(state, Job.Evolve);
                yield return new Step(state, command, decision, after);
                if (seen.Add(Print(after)))
                    todo.Enqueue(after);
            }
    }
}
