using Akka.Actor;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>The timer of the status that a job is in. A deadline comes back as the command that it is for.</summary>
internal sealed class JobDeadlines(ITimerScheduler timers, TimeSpan crashGrace)
{
    /// <summary>Sets the timer that the status wants, and drops all others.</summary>
    public void Enter(JobState.Known job, DateTimeOffset now, bool recovered)
    {
        timers.CancelAll();
        switch (job)
        {
            case JobState.Voting { ClosesAt: var at }: Begin(JobCommand.CloseVote.Instance, at); break;
            case JobState.Running { EndsAt: var at }: Begin(JobCommand.EndRun.Instance, at); break;
        }

        void Begin(JobCommand deadline, DateTimeOffset at) =>
            Start(deadline, recovered && at <= now ? Job.DueAfterRecovery(at, now, crashGrace) - now : Job.LookAgainAfter(at, now));
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

        Start(deadline, Job.LookAgainAfter(later, now));
        return false;
    }

    private void Start(JobCommand deadline, TimeSpan wait) => timers.StartSingleTimer(deadline, deadline, wait);
}
