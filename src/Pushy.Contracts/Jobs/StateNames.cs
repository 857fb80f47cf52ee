using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Contracts.Jobs;

/// <summary>The words for statuses and states in each dialect: the one table of rest-api.md §9 and lifecycle.md §1.</summary>
public static class StateNames
{
    /// <summary>The word for a job's status; both dialects have the same for those that are stored.</summary>
    /// <param name="status">The stored status.</param>
    /// <param name="dialect">Who asks.</param>
    public static string Of(JobStatus status, Dialect dialect)
    {
        var (full, seed) = Words(status);
        return dialect is Dialect.Seed ? seed : full;
    }

    /// <summary>The word for a node's state. In the seed dialect several states share one.</summary>
    /// <param name="state">The stored state.</param>
    /// <param name="dialect">Who asks.</param>
    public static string Of(NodeState state, Dialect dialect)
    {
        var (full, seed) = Words(state);
        return dialect is Dialect.Seed ? seed : full;
    }

    private static (string Full, string Seed) Words(JobStatus status) => status switch
    {
        JobStatus.Voting => ("voting", "voting"),
        JobStatus.Running => ("running", "running"),
        JobStatus.Complete => ("complete", "complete"),
        JobStatus.QuorumFailed => ("quorum_failed", "quorum_failed"),
        JobStatus.TimedOut => ("timed_out", "timed_out"),
        JobStatus.Aborted => ("aborted", "aborted"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    private static (string Full, string Seed) Words(NodeState state) => state switch
    {
        NodeState.New => ("new", "new"),
        NodeState.Ready => ("ready", "ready"),
        NodeState.WasReady => ("was_ready", "ready"), // accepted, never begun; the job's quorum_failed tells the rest
        NodeState.Running => ("running", "running"),
        NodeState.Succeeded => ("succeeded", "complete"),
        NodeState.Failed => ("failed", "complete"), // the seed does not tell exit codes apart
        NodeState.Nacked => ("nacked", "nacked"),
        NodeState.Unavailable => ("unavailable", "unavailable"),
        NodeState.Crashed => ("crashed", "crashed"),
        NodeState.TimedOut => ("timed_out", "aborted"), // stopped before its end
        NodeState.Aborted => ("aborted", "aborted"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
