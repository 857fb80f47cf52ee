namespace Pushy.Domain.Nodes;

/// <summary>A node's part in a job, in the finer words that are stored (lifecycle.md §1). The first three are live, all others final.</summary>
public enum NodeState
{
    /// <summary>Has been asked to vote.</summary>
    New,

    /// <summary>Voted yes.</summary>
    Ready,

    /// <summary>Runs the command.</summary>
    Running,

    /// <summary>Ran the command to its end, exit code 0.</summary>
    Succeeded,

    /// <summary>Ran the command to its end, or could not start it; anything but exit code 0.</summary>
    Failed,

    /// <summary>Stopped by a user's abort.</summary>
    Aborted,

    /// <summary>Not there, or not to be relied on, while voting.</summary>
    Unavailable,

    /// <summary>Refused.</summary>
    Nacked,

    /// <summary>Lost after the quorum.</summary>
    Crashed,

    /// <summary>Voted yes, but the quorum failed.</summary>
    WasReady,

    /// <summary>Stopped because the job's time was up.</summary>
    TimedOut,
}

public static class NodeStates
{
    public const int Count = 11;

    /// <summary>Whether a node in this state may still change.</summary>
    public static bool IsLive(this NodeState state) => state <= NodeState.Running;
}
