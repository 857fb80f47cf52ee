using Pushy.Domain.Nodes;

namespace Pushy.Domain.Jobs;

/// <summary>A job as the journal has it (lifecycle.md §1).</summary>
public abstract record JobState
{
    public static readonly JobState Initial = new Missing();

    /// <summary>Nobody submitted it.</summary>
    public sealed record Missing : JobState;

    /// <summary>A job that was submitted.</summary>
    /// <param name="CreatedAt">When it was submitted.</param>
    /// <param name="Since">When it entered its present status.</param>
    public abstract record Known(JobSpec Spec, NodeBoard Nodes, DateTimeOffset CreatedAt, DateTimeOffset Since) : JobState;

    /// <param name="ClosesAt">When silent nodes are dropped from the vote.</param>
    public sealed record Voting(JobSpec Spec, NodeBoard Nodes, DateTimeOffset CreatedAt, DateTimeOffset ClosesAt)
        : Known(Spec, Nodes, CreatedAt, CreatedAt);

    /// <param name="EndsAt">When whatever still runs is stopped.</param>
    public sealed record Running(JobSpec Spec, NodeBoard Nodes, DateTimeOffset CreatedAt, DateTimeOffset Since, DateTimeOffset EndsAt)
        : Known(Spec, Nodes, CreatedAt, Since);

    public sealed record Finished(JobSpec Spec, NodeBoard Nodes, DateTimeOffset CreatedAt, DateTimeOffset Since, JobStatus How)
        : Known(Spec, Nodes, CreatedAt, Since);

    private JobState()
    {
    }
}

public static class JobStates
{
    /// <summary>The stored word for where the job stands.</summary>
    public static JobStatus Status(this JobState.Known job) => job switch
    {
        JobState.Voting => JobStatus.Voting,
        JobState.Running => JobStatus.Running,
        JobState.Finished finished => finished.How,
        _ => throw new InvalidOperationException($"{job.GetType().Name} has no status"),
    };
}
