using Pushy.Domain.Nodes;

namespace Pushy.Domain.Jobs;

/// <summary>What happened to a job. Names of events and fields are the storage format: never renamed, only added.</summary>
public abstract record JobEvent
{
    /// <param name="VoteClosesAt">When silent nodes are dropped.</param>
    public sealed record Submitted(JobSpec Spec, DateTimeOffset At, DateTimeOffset VoteClosesAt) : JobEvent;

    /// <summary>The node voted yes.</summary>
    public sealed record NodeReady(NodeName Node, DateTimeOffset At) : JobEvent;

    /// <summary>The node runs the command.</summary>
    /// <param name="StartedAt">By the node's clock, if it said so.</param>
    public sealed record NodeStarted(NodeName Node, DateTimeOffset At, DateTimeOffset? StartedAt) : JobEvent;

    /// <summary>The node's part is over.</summary>
    public sealed record NodeEnded(NodeName Node, NodeEnding How, DateTimeOffset At) : JobEvent;

    /// <summary>A node whose part is over showed that it holds the job, and is reset.</summary>
    public sealed record NodeStrayed(NodeName Node, DateTimeOffset At) : JobEvent;

    /// <summary>The vote window is over; nodes that had not answered are unavailable.</summary>
    public sealed record VoteClosed(DateTimeOffset At) : JobEvent;

    /// <param name="RunEndsAt">When whatever still runs is stopped.</param>
    public sealed record QuorumReached(DateTimeOffset At, DateTimeOffset RunEndsAt) : JobEvent;

    public sealed record QuorumFailed(DateTimeOffset At) : JobEvent;

    /// <summary>Every node's part is over.</summary>
    public sealed record Completed(DateTimeOffset At) : JobEvent;

    /// <summary>The run timeout passed; what still ran is stopped.</summary>
    public sealed record TimedOut(DateTimeOffset At) : JobEvent;

    /// <param name="By">Name of the user or client.</param>
    public sealed record Aborted(string By, DateTimeOffset At) : JobEvent;

    private JobEvent()
    {
    }
}
