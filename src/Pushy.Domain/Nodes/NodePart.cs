namespace Pushy.Domain.Nodes;

/// <summary>Where one node stands in one job, as the journal has it.</summary>
public abstract record NodePart
{
    public sealed record New : NodePart
    {
        public static readonly New Instance = new();
    }

    public sealed record Ready : NodePart
    {
        public static readonly Ready Instance = new();
    }

    /// <param name="Since">When the node's word that it runs was accepted.</param>
    /// <param name="StartedAt">When the process was started: by the node's clock if stated, else <paramref name="Since"/>.</param>
    public sealed record Running(DateTimeOffset Since, DateTimeOffset StartedAt) : NodePart;

    /// <param name="How">The ending.</param>
    /// <param name="At">When it was accepted.</param>
    /// <param name="StartedAt">When the process was started, if it was.</param>
    public sealed record Ended(NodeEnding How, DateTimeOffset At, DateTimeOffset? StartedAt) : NodePart;

    /// <summary>An ended node that later claimed to hold the job, and was reset for it.</summary>
    public sealed record Strayed(NodeEnding How, DateTimeOffset At, DateTimeOffset? StartedAt) : NodePart;

    private NodePart()
    {
    }

    public NodeState State => this switch
    {
        New => NodeState.New,
        Ready => NodeState.Ready,
        Running => NodeState.Running,
        _ => Ending!.State,
    };

    /// <summary>How it ended; null while it lives.</summary>
    public NodeEnding? Ending => this switch
    {
        Ended(var how, _, _) => how,
        Strayed(var how, _, _) => how,
        _ => null,
    };

    /// <summary>When it ended; null while it lives.</summary>
    public DateTimeOffset? EndedAt => this switch
    {
        Ended { How: NodeEnding.Ended { Result.EndedAt: { } byItsClock } } => byItsClock,
        Strayed { How: NodeEnding.Ended { Result.EndedAt: { } byItsClock } } => byItsClock,
        Ended(_, var at, _) => at,
        Strayed(_, var at, _) => at,
        _ => null,
    };

    /// <summary>When its process was started; null if it never was, as far as is known.</summary>
    public DateTimeOffset? Started => this switch
    {
        Running(_, var at) => at,
        Ended(_, _, var at) => at,
        Strayed(_, _, var at) => at,
        _ => null,
    };
}
