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

    /// <summary>The command is not one that any agent takes.</summary>
    BadCommand,

    /// <summary>The account that the command would run as may not enter its directory.</summary>
    DirectoryDenied,

    /// <summary>The program is not there.</summary>
    NoSuchProgram,

    /// <summary>The program is there, and the account that the command would run as may not execute it.</summary>
    NotExecutable,
}
