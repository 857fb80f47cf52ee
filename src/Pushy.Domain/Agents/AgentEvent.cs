using System.Collections.Immutable;
using Pushy.Domain.Jobs;

namespace Pushy.Domain.Agents;

/// <summary>Facts about an agent's jobs. The durable ones are on disk before anything that follows from them is done.</summary>
public abstract record AgentEvent
{
    public sealed record Committed(JobId Job, string Order, DateTimeOffset At) : AgentEvent;

    public sealed record CommitmentDropped(JobId Job) : AgentEvent;

    /// <summary>The job is about to be started: from here on it is never started again.</summary>
    public sealed record Started(JobId Job, DateTimeOffset At) : AgentEvent;

    public sealed record ProcessSeen(JobId Job, DateTimeOffset At) : AgentEvent;

    public sealed record StopBegun(JobId Job, string? Unasked) : AgentEvent;

    /// <param name="Job">The job that is over here.</param>
    /// <param name="AwaitsReceipt">Whether a server has to take over the outcome; not so for an abort that it asked for.</param>
    /// <param name="Unasked">Why it was stopped though nobody asked: that is its outcome then. Else null.</param>
    public sealed record Ended(JobId Job, bool AwaitsReceipt, string? Unasked) : AgentEvent;

    public sealed record Receipted(JobId Job) : AgentEvent;

    private AgentEvent()
    {
    }

    /// <summary>Whether it has to survive the agent.</summary>
    public bool IsDurable => this is Started or Ended or Receipted;
}

/// <summary>What an agent does after the events are on disk, in this order.</summary>
public abstract record AgentAction
{
    /// <summary>Look at whitelist, user, directory, file, environment and lock, and come back with <see cref="AgentInput.Checked"/>.</summary>
    public sealed record Check(JobId Job, string Order) : AgentAction;

    /// <summary>Start the command, and come back with <see cref="AgentInput.ProcessStarted"/> or <see cref="AgentInput.ProcessEnded"/>.</summary>
    public sealed record Launch(JobId Job) : AgentAction;

    /// <summary>Kill every process of the job, and come back with <see cref="AgentInput.ProcessKilled"/>.</summary>
    public sealed record Kill(JobId Job) : AgentAction;

    public sealed record AckCommit(JobId Job) : AgentAction;

    public sealed record NackCommit(JobId Job, AgentRefusal Why) : AgentAction;

    /// <param name="Job">The job.</param>
    /// <param name="StartedAt">Just before its process was there.</param>
    public sealed record AckRun(JobId Job, DateTimeOffset StartedAt) : AgentAction;

    public sealed record NackRun(JobId Job, AgentRefusal Why) : AgentAction;

    /// <param name="Job">The job that is not in hand any more; null if none was.</param>
    public sealed record Aborted(JobId? Job) : AgentAction;

    /// <summary>Send the outcome that is kept.</summary>
    public sealed record SendOutcome(JobId Job) : AgentAction;

    /// <summary>Delete the outcome that is kept.</summary>
    public sealed record ForgetOutcome(JobId Job) : AgentAction;

    private AgentAction()
    {
    }
}

/// <summary>What follows from an input.</summary>
/// <param name="Events">Facts, in order.</param>
/// <param name="Actions">To be done once the durable facts are on disk, in order.</param>
public sealed record AgentDecision(ImmutableArray<AgentEvent> Events, ImmutableArray<AgentAction> Actions)
{
    public static readonly AgentDecision Nothing = new([], []);
}
