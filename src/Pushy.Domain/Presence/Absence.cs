using Pushy.Domain.Nodes;

namespace Pushy.Domain.Presence;

/// <summary>A node that a job counts on is not there.</summary>
/// <param name="State">As its presence has it; never <see cref="PresenceState.Online"/>.</param>
/// <param name="Settling">How long its presence may still have to wait for nodes that are connected or about to be, because it is new where it is or a host was lost; zero once all is known.</param>
/// <param name="IsFirstAsk">Whether a new job asks for the node's vote and has not heard of it yet.</param>
/// <param name="HasJustLeft">Whether it was there until now.</param>
public sealed record Absence(PresenceState State, TimeSpan Settling, bool IsFirstAsk, bool HasJustLeft);

/// <summary>What is to become of a node that is not there.</summary>
public abstract record AbsenceVerdict
{
    /// <summary>It is down.</summary>
    public sealed record Down(DownReason Why) : AbsenceVerdict;

    /// <summary>It has so long to come.</summary>
    /// <param name="Otherwise">Why it is down if it does not.</param>
    public sealed record Wait(TimeSpan Length, DownReason Otherwise) : AbsenceVerdict;

    private AbsenceVerdict()
    {
    }
}

/// <summary>How long a job waits for a node that is not there.</summary>
public static class Absences
{
    /// <summary>A wait ends so long before the vote closes, so that the node's part ends with its own reason and not as if it had been there and silent.</summary>
    public static readonly TimeSpan BeforeClose = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A node whose vote is first asked for must be there, unless that cannot be known yet: then it gets the grace of a vote, or longer while its presence settles. A node
    /// that was there gets the grace that its job gives, and longer while its presence settles: its agent may be well, and the host that it was connected to may be lost. One whose
    /// agent was stopped in good order gets none.
    /// </summary>
    /// <param name="grace">What a node of this job that is lost gets.</param>
    /// <param name="untilClose">Time until the vote closes. No wait because presence settles is longer; the grace of a node that was there may be.</param>
    public static AbsenceVerdict Judge(Absence absence, TimeSpan grace, TimeSpan untilClose)
    {
        var stopped = absence.State is PresenceState.Offline { Why: DownReason.AgentStopped };
        var longest = untilClose - BeforeClose;
        if (!absence.IsFirstAsk || absence.HasJustLeft)
        {
            return stopped && absence.HasJustLeft
                ? new AbsenceVerdict.Down(DownReason.AgentStopped)
                : new AbsenceVerdict.Wait(Longer(grace, Shorter(absence.Settling, longest)), DownReason.ConnectionLost);
        }

        var why = absence.State is PresenceState.Unheard ? DownReason.NeverSeen : DownReason.Offline;
        if (stopped || absence.Settling <= TimeSpan.Zero || longest <= TimeSpan.Zero)
            return new AbsenceVerdict.Down(why);

        return new AbsenceVerdict.Wait(Shorter(Longer(absence.Settling, grace), longest), why);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
