using System.Collections.Immutable;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>Asks a job for its state.</summary>
public sealed record GetJob
{
    public static readonly GetJob Instance = new();
}

/// <summary>Starts a job's actor, if it is not there.</summary>
public sealed record WakeJob
{
    public static readonly WakeJob Instance = new();
}

/// <summary>One row of the journal: all that was decided together.</summary>
public sealed record JobWritten(ImmutableArray<JobEvent> Events);

/// <summary>A node said something of a job that no NodeActor of it listens for.</summary>
/// <param name="Claims">Whether it is what the node said of itself in a hello or a heartbeat: then it has the job in hand now, however late that is.</param>
public sealed record FromStray(NodeKey From, AgentMessage Message, bool Claims = false);

/// <summary>A NodeActor's word to its job.</summary>
/// <param name="WantsReceipt">Whether the agent keeps saying it until it hears that it is in the journal.</param>
public sealed record NodeMoved(NodeName Node, NodeReport Report, bool WantsReceipt);

/// <summary>The presence of a NodeActor's node has answered. Said to large jobs only.</summary>
public sealed record NodeBegun
{
    public static readonly NodeBegun Instance = new();
}

/// <summary>A NodeActor was restarted and asks what it has to do.</summary>
public sealed record NodeAsksDuty(NodeName Node);

/// <summary>A job's word to one of its NodeActors.</summary>
/// <param name="Duty">What the job owes the node now. After <see cref="NodeDuty.None"/> and <see cref="NodeDuty.Reset"/> the NodeActor ends.</param>
/// <param name="Receipt">Whether to tell the agent that its outcome is in the journal.</param>
public sealed record NodeOrder(NodeDuty Duty, bool Receipt);

public static class JobRefusals
{
    /// <summary>The journal did not take the write: whether it has it is not known.</summary>
    public static readonly Refusal Unwritable = new("unwritable", "The job could not be stored.");
}
