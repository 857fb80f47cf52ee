namespace Pushy.Domain.Tests.Simulation;

/// <summary>A step of a job's life, at which something may go wrong.</summary>
internal enum Step
{
    /// <summary>The client has posted it; nothing is written.</summary>
    Posted,

    /// <summary>The journal has it.</summary>
    Voting,
    CommitSent,

    /// <summary>An agent has voted yes and says so.</summary>
    Acked,
    Quorum,
    RunSent,

    /// <summary>The journal has that a node runs.</summary>
    Running,
    OutcomeSent,

    /// <summary>A receipt is about to go out to the agent.</summary>
    ReceiptSent,
    Complete,

    /// <summary>The journal has that a user stopped it.</summary>
    Aborting,

    /// <summary>An abort is about to go out to the agent.</summary>
    AbortSent,
}
