namespace Pushy.Domain.Nodes;

/// <summary>What a job hears about one of its nodes: the node's own messages, and what presence has to say (lifecycle.md §4).</summary>
public abstract record NodeReport
{
    public sealed record AckCommit : NodeReport
    {
        public static readonly AckCommit Instance = new();
    }

    /// <param name="Reason">As the agent states it.</param>
    /// <param name="Detail">The agent's own words, if any.</param>
    public sealed record NackCommit(NackReason Reason, string? Detail) : NodeReport;

    /// <param name="StartedAt">When the process was started, by the node's clock, if stated.</param>
    public sealed record AckRun(DateTimeOffset? StartedAt) : NodeReport;

    /// <param name="Reason">As the agent states it.</param>
    /// <param name="Detail">The agent's own words, if any.</param>
    public sealed record NackRun(NackReason Reason, string? Detail) : NodeReport;

    /// <summary>The command ended: exit code 0 is success, all else is failure.</summary>
    public sealed record Outcome(CommandResult Result) : NodeReport;

    /// <param name="Detail">The agent's own words when nobody had asked for it.</param>
    public sealed record Aborted(string? Detail) : NodeReport;

    /// <summary>By the node's own clock the command had run for as long as the job may, and was ended.</summary>
    public sealed record TimedOut : NodeReport
    {
        public static readonly TimedOut Instance = new();
    }

    /// <summary>The node is gone, or was never there.</summary>
    public sealed record Down(DownReason Reason) : NodeReport
    {
        /// <summary>As <see cref="NodeEnding.DownWhileVoting.Nearest"/>.</summary>
        public NodeName? Nearest { get; init; }
    }

    /// <summary>The node is there but knows nothing of the job any more.</summary>
    public sealed record LostJob : NodeReport
    {
        public static readonly LostJob Instance = new();
    }

    private NodeReport()
    {
    }
}

/// <summary>How a command ended on a node.</summary>
/// <param name="Succeeded">Exit code 0.</param>
/// <param name="ExitStatus">0 to 255; null when a signal ended it, when it could not be started, or when an old agent does not say.</param>
/// <param name="Signal">Number of the signal that ended it, if one did.</param>
/// <param name="Detail">What went wrong, in the agent's words, where the code does not tell.</param>
/// <param name="StartedAt">By the node's clock, if stated.</param>
/// <param name="EndedAt">By the node's clock, if stated.</param>
public sealed record CommandResult(bool Succeeded, int? ExitStatus, int? Signal, string? Detail, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);
