using System.Collections.Immutable;
using Pushy.Domain.Nodes;
using static Pushy.Domain.Jobs.JobCommand;
using static Pushy.Domain.Jobs.JobEvent;

namespace Pushy.Domain.Jobs;

/// <summary>Every rule about a job (lifecycle.md §3 to §5). A node's report costs the logarithm of the job's size.</summary>
public static class Job
{
    public static readonly Refusal NoSuchJob = new("no_such_job", "No job has this id.");
    public static readonly Refusal JobExists = new("job_exists", "A job with this id was already submitted.");

    public static readonly Refusal TooLate = new("too_late", "The job could not begin in time.");

    /// <summary>No timer runs longer; what is left then is awaited by the next.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public static Decision Decide(JobState state, JobCommand command, DateTimeOffset now) => (state, command) switch
    {
        (JobState.Missing, Submit { BeginBy: { } latest }) when latest < now => Decision.Refuse(TooLate),
        (JobState.Missing, Submit(var spec)) => Decision.Accept(new Submitted(spec, now, now + spec.VoteWindow)),
        (JobState.Missing, _) => Decision.Refuse(NoSuchJob),
        (_, Submit) => Decision.Refuse(JobExists),

        (JobState.Voting vote, Report(var node, var what)) when vote.Nodes.Find(node) is { } part => Vote(vote, node, part, NodeRules.WhileVoting(part, what), now),
        (JobState.Voting vote, CloseVote) => Decision.Accept([new VoteClosed(now), .. Verdict(vote.Spec, ready: vote.Nodes.Counts.Of(NodeState.Ready), now)]),
        (JobState.Voting or JobState.Running, Abort(var by)) => Decision.Accept(new Aborted(by, now)),

        (JobState.Running run, Report(var node, var what)) when run.Nodes.Find(node) is { } part => Run(run, node, part, NodeRules.WhileRunning(part, what), now),
        (JobState.Running, EndRun) => Decision.Accept(new TimedOut(now)),

        _ => Decision.Nothing,   // late, repeated or not of this job: harmless
    };

    public static JobState Evolve(JobState state, JobEvent @event) => (state, @event) switch
    {
        (JobState.Missing, Submitted(var spec, var at, var closesAt)) => new JobState.Voting(spec, NodeBoard.Of(spec.Nodes), at, closesAt),

        (JobState.Voting v, NodeReady(var node, _)) => v with { Nodes = v.Nodes.With(node, NodePart.Ready.Instance) },
        (JobState.Voting v, NodeEnded(var node, var how, var at)) => v with { Nodes = Ended(v.Nodes, node, how, at) },
        (JobState.Voting v, NodeStrayed(var node, _)) => v with { Nodes = Strayed(v.Nodes, node) },
        (JobState.Voting v, VoteClosed(var at)) => v with { Nodes = v.Nodes.End(state => state is NodeState.New, new NodeEnding.VoteTimeout(), at) },
        (JobState.Voting v, QuorumReached(var at, var endsAt)) => new JobState.Running(v.Spec, v.Nodes, v.CreatedAt, at, endsAt),
        (JobState.Voting v, QuorumFailed(var at)) => Finish(v, new NodeEnding.QuorumFailed(), JobStatus.QuorumFailed, at),

        (JobState.Running r, NodeStarted(var node, var at, var startedAt)) => r with { Nodes = r.Nodes.With(node, new NodePart.Running(at, startedAt ?? at)) },
        (JobState.Running r, NodeEnded(var node, var how, var at)) => r with { Nodes = Ended(r.Nodes, node, how, at) },
        (JobState.Running r, NodeStrayed(var node, _)) => r with { Nodes = Strayed(r.Nodes, node) },
        (JobState.Running r, Completed(var at)) => new JobState.Finished(r.Spec, r.Nodes, r.CreatedAt, at, JobStatus.Complete),
        (JobState.Running r, TimedOut(var at)) => Finish(r, new NodeEnding.RunTimeout(), JobStatus.TimedOut, at),

        (JobState.Voting or JobState.Running, Aborted(var by, var at)) => Finish((JobState.Known)state, new NodeEnding.AbortedByUser(by), JobStatus.Aborted, at),

        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow {state.GetType().Name}"),
    };

    /// <summary>
    /// How long the status may still last when the job enters it; null where it may for ever. A length, for whoever has the job measures it by a clock that nobody sets.
    /// </summary>
    public static TimeSpan? TimeFor(JobState.Known job) => job switch
    {
        JobState.Voting => job.Spec.VoteWindow,
        JobState.Running => job.Spec.RunTimeout,
        _ => null,
    };

    /// <summary>
    /// How long the status may still last after the job was recovered: only the wall clock knows how long nobody had it. One whose time is up waits a grace period, so that
    /// nodes can report (lifecycle.md §7); whatever the clock says, none gets more than the whole length (docs/decisions/0204).
    /// </summary>
    public static TimeSpan? TimeAfterRecovery(JobState.Known job, DateTimeOffset now, TimeSpan grace)
    {
        if (TimeFor(job) is not { } whole)
            return null;
        var left = (job is JobState.Voting { ClosesAt: var closes } ? closes : ((JobState.Running)job).EndsAt) - now;
        return left <= TimeSpan.Zero ? grace : left < whole ? left : whole;
    }

    private static Decision Vote(JobState.Voting vote, NodeName node, NodePart part, NodeMove move, DateTimeOffset now)
    {
        var counts = vote.Nodes.Counts;
        switch (move)
        {
            case NodeMove.ToReady:
                return After(new NodeReady(node, now), counts.Move(part.State, NodeState.Ready));
            case NodeMove.ToEnd(var how):
                return After(new NodeEnded(node, how, now), counts.Move(part.State, how.State));
            case NodeMove.Stray when part is not NodePart.Strayed:
                return Decision.Accept(new NodeStrayed(node, now));
            default:
                return Decision.Nothing;
        }

        Decision After(JobEvent @event, NodeCounts left) => left.Of(NodeState.New) > 0
            ? Decision.Accept(@event)
            : Decision.Accept([@event, .. Verdict(vote.Spec, left.Of(NodeState.Ready), now)]);
    }

    /// <summary>The vote rule of lifecycle.md §5, once no node is silent: and the run rule, for a quorum of none.</summary>
    private static ImmutableArray<JobEvent> Verdict(JobSpec spec, int ready, DateTimeOffset now) =>
        ready < spec.Quorum ? [new QuorumFailed(now)]
        : ready > 0 ? [new QuorumReached(now, now + spec.RunTimeout)]
        : [new QuorumReached(now, now + spec.RunTimeout), new Completed(now)];

    private static Decision Run(JobState.Running run, NodeName node, NodePart part, NodeMove move, DateTimeOffset now) => move switch
    {
        NodeMove.ToRunning(var startedAt) => Decision.Accept(new NodeStarted(node, now, startedAt)),
        NodeMove.ToEnd(var how) when run.Nodes.Counts.Live == 1 => Decision.Accept(new NodeEnded(node, how, now), Over(run, how, now)),
        NodeMove.ToEnd(var how) => Decision.Accept(new NodeEnded(node, how, now)),
        NodeMove.Stray when part is not NodePart.Strayed => Decision.Accept(new NodeStrayed(node, now)),
        _ => Decision.Nothing,
    };

    /// <summary>The last node's part is over: the job is complete, unless a node's own clock said that its time was up.</summary>
    private static JobEvent Over(JobState.Running run, NodeEnding last, DateTimeOffset now) =>
        last is NodeEnding.RunTimeout || run.Nodes.Counts.Of(NodeState.TimedOut) > 0 ? new TimedOut(now) : new Completed(now);

    private static NodeBoard Ended(NodeBoard nodes, NodeName node, NodeEnding how, DateTimeOffset at) =>
        nodes.With(node, new NodePart.Ended(how, at, how is NodeEnding.Ended { Result.StartedAt: { } started } ? started : nodes.Find(node)!.Started));

    private static NodeBoard Strayed(NodeBoard nodes, NodeName node) => nodes.Find(node) is NodePart.Ended(var how, var at, var startedAt)
        ? nodes.With(node, new NodePart.Strayed(how, at, startedAt))
        : throw new InvalidOperationException($"{node} cannot stray: its part is not over");

    private static JobState.Finished Finish(JobState.Known job, NodeEnding how, JobStatus status, DateTimeOffset at) =>
        new(job.Spec, job.Nodes.End(NodeStates.IsLive, how, at), job.CreatedAt, at, status);
}
