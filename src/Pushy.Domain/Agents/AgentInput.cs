using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Agents;

/// <summary>What happens to an agent: its server's messages, and what it sees itself.</summary>
public abstract record AgentInput
{
    /// <param name="Job">The job to vote on.</param>
    /// <param name="Order">A text that is equal for equal commits.</param>
    public sealed record Commit(JobId Job, string Order) : AgentInput;

    /// <summary>The checks that <see cref="AgentAction.Check"/> asked for are done.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Order">As in the commit.</param>
    /// <param name="No">Why not, if not.</param>
    public sealed record Checked(JobId Job, string Order, AgentRefusal? No) : AgentInput;

    public sealed record Run(JobId Job) : AgentInput;

    /// <param name="Job">Only this job; null: whatever is in hand.</param>
    public sealed record Abort(JobId? Job) : AgentInput;

    /// <summary>A server has taken over the outcome.</summary>
    public sealed record Receipt(JobId Job) : AgentInput;

    /// <summary>A link to a server has come up: it hears all outcomes that have no receipt.</summary>
    public sealed record Linked : AgentInput
    {
        public static readonly Linked Instance = new();
    }

    /// <summary>Time goes by without any link.</summary>
    /// <param name="For">How much by now, by a clock that nobody sets.</param>
    public sealed record Unlinked(TimeSpan For) : AgentInput;

    public sealed record ProcessStarted(JobId Job) : AgentInput;

    /// <summary>The command ended by itself, or could not be started.</summary>
    public sealed record ProcessEnded(JobId Job) : AgentInput;

    /// <summary>No process of the job is alive any more, after <see cref="AgentAction.Kill"/> or because its supervisor died.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Unasked">Why, if nothing here asked for it.</param>
    public sealed record ProcessKilled(JobId Job, string? Unasked) : AgentInput;

    /// <summary>The start could not be written to disk, so nothing was started.</summary>
    public sealed record StartNotWritten(JobId Job, string Detail) : AgentInput;

    /// <summary>The agent process is new; the state is what the disk holds, and no process of an earlier agent is alive.</summary>
    public sealed record Restarted : AgentInput
    {
        public static readonly Restarted Instance = new();
    }

    /// <summary>The agent is asked to end.</summary>
    public sealed record Stop : AgentInput
    {
        public static readonly Stop Instance = new();
    }

    private AgentInput()
    {
    }
}

/// <summary>Why an agent says no.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Detail">For people; null where the reason says it all.</param>
public sealed record AgentRefusal(NackReason Reason, string? Detail);
