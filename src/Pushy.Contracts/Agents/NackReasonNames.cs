using Pushy.Domain.Nodes;

namespace Pushy.Contracts.Agents;

/// <summary>The words for <see cref="NackReason"/> on the wire.</summary>
public static class NackReasonNames
{
    private static readonly (NackReason Reason, string Name)[] Table =
    [
        (NackReason.Busy, "busy"),
        (NackReason.NotWhitelisted, "not_whitelisted"),
        (NackReason.NoSuchUser, "no_such_user"),
        (NackReason.NoSuchDirectory, "no_such_directory"),
        (NackReason.BadFile, "bad_file"),
        (NackReason.BadEnvironment, "bad_environment"),
        (NackReason.CannotSwitchUser, "cannot_switch_user"),
        (NackReason.LockHeld, "lock_held"),
        (NackReason.NotCommitted, "not_committed"),
        (NackReason.Malformed, "malformed"),
        (NackReason.Stopping, "stopping"),
        (NackReason.StateNotWritable, "state_not_writable"),
        (NackReason.BadCommand, "bad_command"),
        (NackReason.DirectoryDenied, "directory_denied"),
        (NackReason.NoSuchProgram, "no_such_program"),
        (NackReason.NotExecutable, "not_executable"),
    ];

    /// <summary>The wire's word; null for <see cref="NackReason.Unstated"/>.</summary>
    public static string? NameOf(NackReason reason) => Array.Find(Table, row => row.Reason == reason).Name;

    /// <summary>The reason behind a word; <see cref="NackReason.Unstated"/> for none and for words not known here.</summary>
    public static NackReason Parse(string? name) => Array.Find(Table, row => row.Name == name).Reason;
}
