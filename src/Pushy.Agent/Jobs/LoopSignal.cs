using Pushy.Agent.Link;
using Pushy.Agent.Supervision;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.Jobs;

/// <summary>What the agent's one loop is told, in order.</summary>
internal abstract record LoopSignal
{
    /// <param name="Outbox">The link's.</param>
    /// <param name="Proof">For the hello.</param>
    public sealed record LinkUp(LinkOutbox Outbox, byte[] Proof) : LoopSignal;

    public sealed record LinkDown(LinkOutbox Outbox) : LoopSignal;

    public sealed record Frame(ServerMessage Message) : LoopSignal;

    public sealed record Report(JobId Job, SupervisorReport Told) : LoopSignal;

    /// <summary>The supervisor died without a last word; what it had started is dead too.</summary>
    public sealed record SupervisorDied(JobId Job, int Survivors) : LoopSignal;

    /// <summary>Every heartbeat interval.</summary>
    public sealed record Beat : LoopSignal;

    /// <summary>Commands may have printed more, or a piece of output may have got lost.</summary>
    public sealed record OutputTick : LoopSignal;

    public sealed record Stop : LoopSignal;

    /// <summary>A stop took too long.</summary>
    public sealed record GiveUp : LoopSignal;

    private LoopSignal()
    {
    }
}
