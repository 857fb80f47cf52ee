namespace Pushy.Domain.Jobs;

/// <summary>Where a job stands (lifecycle.md §1). The first two are live, all others final.</summary>
public enum JobStatus
{
    Voting,
    Running,
    Complete,
    QuorumFailed,
    TimedOut,
    Aborted,
}
