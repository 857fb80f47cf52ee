namespace Pushy.Domain.Nodes;

/// <summary>Why an agent refused a commit or a run (agent.md §5 and §6). Agents of others give none: <see cref="Unstated"/>.</summary>
public enum NackReason
{
    Unstated,
    Busy,
    NotWhitelisted,
    NoSuchUser,
    NoSuchDirectory,
    BadFile,
    BadEnvironment,
    CannotSwitchUser,
    LockHeld,
    NotCommitted,
    Malformed,
    Stopping,
    StateNotWritable,
}
