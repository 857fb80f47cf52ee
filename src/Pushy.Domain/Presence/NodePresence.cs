using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Presence;

/// <summary>Whether a node is there (lifecycle.md §6): independent of jobs, known to no disk.</summary>
public abstract record PresenceState
{
    /// <summary>Nothing was heard of it since this server started.</summary>
    public static readonly PresenceState Initial = new Unheard();

    public sealed record Unheard : PresenceState;

    /// <summary>Was there, and is not.</summary>
    public sealed record Offline(DownReason Why, DateTimeOffset Since) : PresenceState;

    /// <summary>Is there.</summary>
    /// <param name="Incarnation">The agent process.</param>
    /// <param name="Holds">The job that it is known to have in hand.</param>
    /// <param name="Resetting">Whether an <c>abort</c> was sent and not yet answered.</param>
    public sealed record Online(string Incarnation, DateTimeOffset Since, JobId? Holds, bool Resetting) : PresenceState;

    private PresenceState()
    {
    }

    /// <summary>Whether jobs may use it. Busy with a job is still available: its agent says no by itself.</summary>
    public bool IsAvailable => this is Online { Resetting: false };

    /// <summary>Why jobs may not use it.</summary>
    public DownReason WhyNot => this switch
    {
        Unheard => DownReason.NeverSeen,
        Offline(var why, _) => why,
        Online { Resetting: true } => DownReason.Resetting,
        _ => throw new InvalidOperationException("the node is available"),
    };
}

/// <summary>What an agent says of itself when it appears.</summary>
/// <param name="Incarnation">UUID of the agent process.</param>
/// <param name="Holds">The job in hand.</param>
/// <param name="KnowsItself">False for an agent whose first word does not tell what it has in hand: it is reset to be sure.</param>
public sealed record Appearance(string Incarnation, JobId? Holds, bool KnowsItself = true);

/// <summary>The rules of presence. Where a rule says that the node must be reset, <see cref="PresenceState.Online.Resetting"/> turns true: the shell then sends <c>abort</c>, and again each second.</summary>
public static class NodePresence
{
    public static PresenceState Appear(Appearance who, DateTimeOffset now) =>
        new PresenceState.Online(who.Incarnation, now, who.Holds, Resetting: !who.KnowsItself);

    public static PresenceState Vanish(PresenceState state, DownReason why, DateTimeOffset now) =>
        state is PresenceState.Offline ? state : new PresenceState.Offline(why, now);

    /// <summary>A job wants the node reset. Not on behalf of a job that the node is known not to hold, for that would kill another's work (quirk Q30).</summary>
    public static PresenceState Reset(PresenceState state, JobId? job) => state switch
    {
        PresenceState.Online { Holds: { } held } when job is { } named && held != named => state,
        PresenceState.Online online => online with { Resetting = true },
        _ => state,
    };

    /// <summary>A message about a job arrived from the node.</summary>
    /// <param name="job">The job it names.</param>
    /// <param name="isLive">Whether that job counts on this node or is otherwise known and live.</param>
    public static PresenceState Hear(PresenceState state, NodeReport report, JobId? job, bool isLive)
    {
        if (state is not PresenceState.Online online)
            return state;

        return report switch
        {
            NodeReport.Aborted => online with { Resetting = false, Holds = null },
            _ when job is null || !isLive => online with { Resetting = true },
            NodeReport.AckCommit or NodeReport.AckRun => online with { Holds = job },
            _ when online.Holds == job => online with { Holds = null },
            _ => online,
        };
    }

    /// <summary>A heartbeat arrived: <paramref name="job"/> is what the node has in hand.</summary>
    public static PresenceState Beat(PresenceState state, JobId? job, bool isLive) => state switch
    {
        PresenceState.Online online when job is null => online with { Holds = null },
        PresenceState.Online online when isLive => online with { Holds = job },
        PresenceState.Online online => online with { Resetting = true },
        _ => state,
    };
}
