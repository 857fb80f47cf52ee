namespace Pushy.Domain.Nodes;

/// <summary>What becomes of a node's part in a job when a report about it arrives.</summary>
public abstract record NodeMove
{
    /// <summary>The report changes nothing.</summary>
    public sealed record Stay : NodeMove
    {
        public static readonly Stay Instance = new();
    }

    public sealed record ToReady : NodeMove
    {
        public static readonly ToReady Instance = new();
    }

    public sealed record ToRunning(DateTimeOffset? StartedAt) : NodeMove;

    public sealed record ToEnd(NodeEnding How) : NodeMove;

    /// <summary>A node that is out of the job shows that it holds it: it has to be reset.</summary>
    public sealed record Stray : NodeMove
    {
        public static readonly Stray Instance = new();
    }

    private NodeMove()
    {
    }
}

/// <summary>The tables of lifecycle.md §4.1 and §4.2, cell by cell, with its "O" entries.</summary>
public static class NodeRules
{
    public static NodeMove WhileVoting(NodePart part, NodeReport report) => (part, report) switch
    {
        (NodePart.New, NodeReport.AckCommit) => NodeMove.ToReady.Instance,
        (NodePart.Ready, NodeReport.AckCommit) => NodeMove.Stay.Instance,
        (NodePart.New, NodeReport.NackCommit(var why, var detail)) => End(new NodeEnding.Nacked(why, detail)),
        (NodePart.Ready, NodeReport.NackCommit(var why, var detail)) => End(new NodeEnding.TookVoteBack(why, detail)),
        (NodePart.New or NodePart.Ready, NodeReport.Down(var why) down) => End(new NodeEnding.DownWhileVoting(why) { Nearest = down.Nearest }),
        (NodePart.Ready, NodeReport.LostJob) => End(new NodeEnding.LostJobWhileVoting()),
        (NodePart.New, NodeReport.LostJob) => NodeMove.Stay.Instance,
        (NodePart.New or NodePart.Ready, _) => End(new NodeEnding.OutOfTurnWhileVoting()),
        _ => OutOfTheJob(part, report),
    };

    public static NodeMove WhileRunning(NodePart part, NodeReport report) => (part, report) switch
    {
        (NodePart.Ready, NodeReport.AckRun(var at)) => new NodeMove.ToRunning(at),
        (NodePart.Running, NodeReport.AckRun) => NodeMove.Stay.Instance,
        (NodePart.Ready, NodeReport.NackRun(var why, var detail)) => End(new NodeEnding.RunNacked(why, detail)),
        (NodePart.Running, NodeReport.NackRun(var why, var detail)) => End(new NodeEnding.RunNackedWhileRunning(why, detail)),
        (NodePart.Ready or NodePart.Running, NodeReport.Outcome(var result)) => End(new NodeEnding.Ended(result)),
        (NodePart.Ready or NodePart.Running, NodeReport.TimedOut) => End(new NodeEnding.RunTimeout()),
        (NodePart.Ready or NodePart.Running, NodeReport.AckCommit) => NodeMove.Stay.Instance,   // a late duplicate
        (NodePart.Ready or NodePart.Running, NodeReport.Aborted(var detail)) => End(new NodeEnding.BrokeOff(detail)),
        (NodePart.Ready or NodePart.Running, NodeReport.NackCommit(_, var detail)) => End(new NodeEnding.BrokeOff(detail)),
        (NodePart.Ready or NodePart.Running, NodeReport.Down(var why)) => End(new NodeEnding.DownWhileRunning(why)),
        (NodePart.Ready or NodePart.Running, NodeReport.LostJob) => End(new NodeEnding.LostJobWhileRunning()),
        _ => OutOfTheJob(part, report),
    };

    /// <summary>Whether a report shows that its sender holds the job now (lifecycle.md §4.4).</summary>
    public static bool ShowsThatItHoldsTheJob(NodeReport report) => report is NodeReport.AckCommit or NodeReport.AckRun or NodeReport.NackRun;

    /// <summary>
    /// Whether a node that has no part in the job any more, or never had, is to be reset for what it said. For a moment after its end a job
    /// heeds nothing (lifecycle.md §4.3), for it may cross the end on its way; what a node says of itself is true now.
    /// </summary>
    /// <param name="claims">Whether it is what the node says of itself in a hello or a heartbeat.</param>
    /// <param name="lingering">Whether the job ended a moment ago.</param>
    public static bool MustDropTheJob(NodeReport report, bool claims, bool lingering) => ShowsThatItHoldsTheJob(report) && (claims || !lingering);

    private static NodeMove OutOfTheJob(NodePart part, NodeReport report) => (part, report) switch
    {
        (NodePart.Ended { How: NodeEnding.OutOfTurnWhileVoting }, NodeReport.AckRun) => NodeMove.Stay.Instance,   // a duplicate of what ended it
        (_, NodeReport.AckCommit or NodeReport.AckRun) => NodeMove.Stray.Instance,
        _ => NodeMove.Stay.Instance,
    };

    private static NodeMove.ToEnd End(NodeEnding how) => new(how);
}
