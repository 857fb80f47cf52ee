using System.Runtime.InteropServices;

namespace Pushy.Files;

/// <summary>Calls of the C library on files. Linux.</summary>
internal static partial class FileCalls
{
    /// <summary>The beginning of <c>struct statx</c>, the same everywhere.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileStatus
    {
        [FieldOffset(20)] public uint Uid;
        [FieldOffset(28)] public ushort Mode;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUid();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int Statx(int folder, string path, int flags, uint mask, FileStatus* status);
}
