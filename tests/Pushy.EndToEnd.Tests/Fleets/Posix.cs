using System.Runtime.InteropServices;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>kill(2) and the numbers of signals that Linux and macOS share.</summary>
internal static partial class Posix
{
    public const int Kill = 9;
    public const int Term = 15;

    public static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    public static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>Sends a signal; a process that has gone already is no error.</summary>
    public static void Send(int pid, int signal) => _ = KillProcess(pid, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillProcess(int pid, int signal);
}
