using Pushy.Domain.Jobs;

namespace Pushy.Domain.Agents;

/// <summary>The one job that an agent has in hand (agent.md §6). On the wire, the last three are all "running".</summary>
public abstract record Hand
{
    public sealed record Idle : Hand
    {
        public static readonly Idle Instance = new();
    }

    /// <param name="Job">The job voted yes for.</param>
    /// <param name="Order">A text that is equal for equal commits, so that a repeat is told from a change.</param>
    public sealed record Committed(JobId Job, string Order) : Hand;

    /// <summary>The start is on disk; whether there is a process yet is not known.</summary>
    public sealed record Starting(JobId Job) : Hand;

    /// <param name="Job">The job.</param>
    /// <param name="StartedAt">Just before its process was there.</param>
    public sealed record Running(JobId Job, DateTimeOffset StartedAt) : Hand;

    /// <summary>Its processes are being killed.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Unasked">Why, if no server asked for it; else null.</param>
    public sealed record Stopping(JobId Job, string? Unasked) : Hand;

    private Hand()
    {
    }

    /// <summary>The job in hand, if any.</summary>
    public JobId? JobInHand => this switch
    {
        Committed(var job, _) => job,
        Starting(var job) => job,
        Running(var job, _) => job,
        Stopping(var job, _) => job,
        _ => null,
    };
}
