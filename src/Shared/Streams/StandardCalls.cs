using System.Runtime.InteropServices;

namespace Pushy.Streams;

/// <summary>Calls of the C library on the three descriptors that a program begins with. Linux.</summary>
internal static partial class StandardCalls
{
    public const short PollOut = 4, PollError = 8, PollHangUp = 16;

    private const int GetFlags = 1, CloseOnExec = 1, ReadWrite = 2, Forever = -1;

    public static bool IsOpen(int descriptor) => Control(descriptor, GetFlags, 0) >= 0;

    /// <summary>Whether the program was started with it. What the runtime has opened since, under the number of a closed stream, would not have come through exec.</summary>
    public static bool IsInherited(int descriptor) => Control(descriptor, GetFlags, 0) is >= 0 and var flags && (flags & CloseOnExec) == 0;

    /// <summary>The lowest free descriptor becomes one of nothing.</summary>
    public static void OpenNothing() => _ = Open("/dev/null", ReadWrite, 0);

    /// <returns>What has come about; errors and hang-ups always count.</returns>
    public static short Wait(int descriptor, short events)
    {
        var one = new PollDescriptor { Descriptor = descriptor, Events = events };
        return Poll(ref one, 1, Forever) > 0 ? one.Happened : (short)0;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
