using System.Runtime.InteropServices;

namespace Pushy.Cli.Processes;

/// <summary>Signals by their numbers, the same on Linux and macOS for those that have a name here.</summary>
internal static partial class Signals
{
    private const int Term = 15;

    /// <summary>Asks a process to end. One that has gone already is no error.</summary>
    public static void Terminate(int pid) => _ = Kill(pid, Term);

    /// <summary><c>9 (KILL)</c>, or the bare number.</summary>
    public static string Describe(int signal) => Name(signal) is { } name ? $"{signal} ({name})" : $"{signal}";

    private static string? Name(int signal) => signal switch
    {
        1 => "HUP",
        2 => "INT",
        3 => "QUIT",
        4 => "ILL",
        6 => "ABRT",
        8 => "FPE",
        9 => "KILL",
        11 => "SEGV",
        13 => "PIPE",
        14 => "ALRM",
        15 => "TERM",
        _ => null,
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
