using Akka.Actor;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>The timer of the status that a job is in. A deadline comes back as the command that it is for.</summary>
internal sealed class JobDeadlines(ITimerScheduler timers, TimeSpan crashGrace)
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);   // the scheduler's wheel has an end; a later deadline is set again

    /// <summary>Sets the timer that the status wants, and drops all others.</summary>
    public void Enter(JobState.Known job, DateTimeOffset now, bool recovered)
    {
        timers.CancelAll();
        switch (job)
        {
            case JobState.Voting { ClosesAt: var at }: Start(JobCommand.CloseVote.Instance, Due(at), now); break;
            case JobState.Running { EndsAt: var at }: Start(JobCommand.EndRun.Instance, Due(at), now); break;
        }

        DateTimeOffset Due(DateTimeOffset deadline) => recovered ? Job.DueAfterRecovery(deadline, now, crashGrace) : deadline;
    }

    /// <summary>Whether the deadline has come; if not, its timer is set again.</summary>
    public bool HasCome(JobState job, JobCommand deadline, DateTimeOffset now)
    {
        DateTimeOffset? due = (job, deadline) switch
        {
            (JobState.Voting { ClosesAt: var at }, JobCommand.CloseVote) => at,
            (JobState.Running { EndsAt: var at }, JobCommand.EndRun) => at,
            _ => null,
        };
        if (due is not { } later || later <= now)
            return true;

        Start(deadline, later, now);
        return false;
    }

    private void Start(JobCommand deadline, DateTimeOffset at, DateTimeOffset now)
    {
        var left = at - now;
        timers.StartSingleTimer(deadline, deadline, left < TimeSpan.Zero ? TimeSpan.Zero : left > LongestTimer ? LongestTimer : left);
    }
}
