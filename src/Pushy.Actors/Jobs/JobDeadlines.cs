using Akka.Actor;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>
/// The time of the status that a job is in. A deadline comes back as the command that it is for. Measured by the scheduler's monotonic clock: whatever is done to the
/// host's clock, a job that a host has gets its whole time and no more (docs/decisions/0204).
/// </summary>
internal sealed class JobDeadlines(ITimerScheduler timers, ITimeProvider clock, TimeSpan crashGrace)
{
    /// <summary>When the status is over, by the monotonic clock.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>Sets the timer that the status wants, and drops all others.</summary>
    /// <param name="recovered">Whether it was in that status before this life of its actor.</param>
    public void Enter(JobState.Known job, bool recovered)
    {
        timers.CancelAll();
        if ((recovered ? Job.TimeAfterRecovery(job, clock.Now.ToUniversalTime(), crashGrace) : Job.TimeFor(job)) is not { } length)
            return;
        Due = clock.MonotonicClock + length;
        Wait(job is JobState.Voting ? JobCommand.CloseVote.Instance : JobCommand.EndRun.Instance);
    }

    /// <summary>Whether the deadline has come; if not, its timer is set again.</summary>
    public bool HasCome(JobCommand deadline)
    {
        if (Due <= clock.MonotonicClock)
            return true;

        Wait(deadline);
        return false;
    }

    private void Wait(JobCommand deadline)
    {
        var left = Due - clock.MonotonicClock;
        timers.StartSingleTimer(deadline, deadline, left < TimeSpan.Zero ? TimeSpan.Zero : left < Job.LongestWait ? left : Job.LongestWait);
    }
}
