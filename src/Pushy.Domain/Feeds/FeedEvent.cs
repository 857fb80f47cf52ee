using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Feeds;

/// <summary>One event of a job's feed (feeds.md §4), without its id and time.</summary>
/// <param name="Name">The event's name on the wire.</param>
/// <param name="Node">The node it is about; null for events of the whole job.</param>
/// <param name="Status">Its <c>status</c>; null for events that have none.</param>
public readonly record struct FeedEvent(string Name, NodeName? Node = null, string? Status = null);

/// <summary>What readers of a job's feed are told of each journaled event (lifecycle.md §4): derived, so never stored.</summary>
public static class JobFeed
{
    /// <summary>The feed events of one journaled event, in order.</summary>
    /// <param name="before">The job before it.</param>
    public static IEnumerable<FeedEvent> Of(JobState before, JobEvent @event) => @event switch
    {
        JobEvent.Submitted => [new("start")],
        JobEvent.NodeReady(var node, _) => [Vote(node, "success")],
        JobEvent.NodeStarted(var node, _, _) => [new("run_start", node)],
        JobEvent.NodeEnded(var node, var how, _) => OfEnding(node, how, wasRunning: ((JobState.Known)before).Nodes.Find(node) is NodePart.Running),
        JobEvent.NodeStrayed(var node, _) => [Rehab(node)],
        JobEvent.VoteClosed => Silent((JobState.Voting)before).Select(node => Vote(node, "voting_timeout")),
        JobEvent.QuorumReached => [new("quorum_succeeded")],
        JobEvent.QuorumFailed => [End("quorum_failed")],
        JobEvent.Completed => [End("complete")],
        JobEvent.TimedOut => [End("timed_out")],
        JobEvent.Aborted => [End("aborted")],
        _ => throw new InvalidOperationException($"{@event.GetType().Name} is not known to the feed"),
    };

    private static FeedEvent[] OfEnding(NodeName node, NodeEnding how, bool wasRunning) => how switch
    {
        NodeEnding.Nacked => [Vote(node, "failure")],
        NodeEnding.TookVoteBack => [Rehab(node), Vote(node, "lost_availibility")],
        NodeEnding.DownWhileVoting => [Vote(node, "down"), Rehab(node)],
        NodeEnding.OutOfTurnWhileVoting => [Rehab(node)],
        NodeEnding.LostJobWhileVoting => [Vote(node, "lost_availibility")],
        NodeEnding.Ended(var result) when wasRunning => [Done(node, result)],
        NodeEnding.Ended(var result) => [new("run_start", node), Done(node, result)],
        NodeEnding.RunNacked => [Rehab(node), Run(node, "run_nacked")],
        NodeEnding.RunNackedWhileRunning => [Rehab(node), Run(node, "run_nacked_while_running")],
        NodeEnding.BrokeOff or NodeEnding.DownWhileRunning => [Rehab(node), Run(node, "crashed")],
        NodeEnding.RunTimeout => [],   // as when the job's own time is up
        NodeEnding.LostJobWhileRunning => [Run(node, "crashed")],
        _ => throw new InvalidOperationException($"{how.GetType().Name} does not end a single node"),
    };

    private static IEnumerable<NodeName> Silent(JobState.Voting vote) => vote.Spec.Nodes.Where(node => vote.Nodes.Find(node) is NodePart.New);

    private static FeedEvent Done(NodeName node, CommandResult result) => Run(node, result.Succeeded ? "success" : "failure");

    private static FeedEvent Vote(NodeName node, string status) => new("quorum_vote", node, status);

    private static FeedEvent Run(NodeName node, string status) => new("run_complete", node, status);

    private static FeedEvent Rehab(NodeName node) => new("rehab", node);

    private static FeedEvent End(string status) => new("job_complete", null, status);
}
