namespace Pushy.Domain.Nodes;

/// <summary>
/// How a node's part in a job ended: a closed set, each case with the state it leads to, whether the node has to be reset
/// (<c>abort</c> until it answers), and a sentence for people. Names are the storage format.
/// </summary>
public abstract record NodeEnding
{
    /// <summary>Refused the commit.</summary>
    public sealed record Nacked(NackReason Why, string? Detail) : NodeEnding;

    /// <summary>Voted yes, then no.</summary>
    public sealed record TookVoteBack(NackReason Why, string? Detail) : NodeEnding;

    /// <summary>Not there, or gone, while voting.</summary>
    public sealed record DownWhileVoting(DownReason Why) : NodeEnding
    {
        /// <summary>Of a name that nobody has: one that somebody has and that may have been meant.</summary>
        public NodeName? Nearest { get; init; }
    }

    /// <summary>Sent something that has no place in a vote.</summary>
    public sealed record OutOfTurnWhileVoting : NodeEnding;

    /// <summary>Did not answer in time.</summary>
    public sealed record VoteTimeout : NodeEnding;

    /// <summary>Voted yes, then knew nothing of the job any more.</summary>
    public sealed record LostJobWhileVoting : NodeEnding;

    /// <summary>Was ready; too few others were.</summary>
    public sealed record QuorumFailed : NodeEnding;

    /// <summary>The command ended, well or badly.</summary>
    public sealed record Ended(CommandResult Result) : NodeEnding;

    /// <summary>Refused to run what it had voted for.</summary>
    public sealed record RunNacked(NackReason Why, string? Detail) : NodeEnding;

    /// <summary>Ran the command, then said that it would not.</summary>
    public sealed record RunNackedWhileRunning(NackReason Why, string? Detail) : NodeEnding;

    /// <summary>Stopped the job without being asked, or sent something that has no place after the quorum.</summary>
    public sealed record BrokeOff(string? Detail) : NodeEnding;

    /// <summary>Gone after the quorum.</summary>
    public sealed record DownWhileRunning(DownReason Why) : NodeEnding;

    /// <summary>There after the quorum, but knew nothing of the job any more.</summary>
    public sealed record LostJobWhileRunning : NodeEnding;

    /// <summary>The job's time was up.</summary>
    public sealed record RunTimeout : NodeEnding;

    /// <summary>A user stopped the job.</summary>
    public sealed record AbortedByUser(string By) : NodeEnding;

    private NodeEnding()
    {
    }

    public NodeState State => this switch
    {
        Nacked or RunNacked => NodeState.Nacked,
        TookVoteBack or DownWhileVoting or OutOfTurnWhileVoting or VoteTimeout or LostJobWhileVoting => NodeState.Unavailable,
        QuorumFailed => NodeState.WasReady,
        Ended { Result.Succeeded: true } => NodeState.Succeeded,
        Ended => NodeState.Failed,
        RunNackedWhileRunning or BrokeOff or DownWhileRunning or LostJobWhileRunning => NodeState.Crashed,
        RunTimeout => NodeState.TimedOut,
        AbortedByUser => NodeState.Aborted,
        _ => throw new InvalidOperationException($"{GetType().Name} has no state"),
    };

    /// <summary>Whether the node may still hold the job and must be told to drop it (the <i>abort</i> of lifecycle.md §4).</summary>
    public bool NeedsReset => this is TookVoteBack or OutOfTurnWhileVoting or VoteTimeout or QuorumFailed or RunNacked or RunNackedWhileRunning
        or BrokeOff or RunTimeout or AbortedByUser;
}
