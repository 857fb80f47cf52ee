using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pushy.Agent.Supervision;
using Pushy.Files;

namespace Pushy.Agent.Files;

/// <summary>A folder that is held open: whatever happens to its name, it stays the same one.</summary>
internal sealed class OpenFolder : IDisposable
{
    private readonly SafeFileHandle _handle;

    private OpenFolder(SafeFileHandle handle) => _handle = handle;

    /// <summary>Where it is, without links.</summary>
    public string RealPath => new FileInfo(Self).LinkTarget ?? throw new IOException("a folder's path cannot be found out");

    public FileFacts Facts => FileFacts.Of(_handle);

    /// <summary>A path to it that can't be made to lead elsewhere.</summary>
    private string Self => $"/proc/self/fd/{Fd}";

    /// <summary>Descriptor; <c>fchdir</c> takes it.</summary>
    public int Fd => (int)_handle.DangerousGetHandle();

    /// <summary>Null if there is no such folder, or none that we may reach.</summary>
    /// <param name="path">Links in it are followed.</param>
    public static OpenFolder? TryOpen(string path)
    {
        var fd = Libc.Open(path, Libc.PathOnly | Libc.Directory | Libc.CloseOnExec, 0);
        return fd < 0 ? null : new(new(fd, ownsHandle: true));
    }

    /// <summary>Files in it whose names begin so.</summary>
    public IEnumerable<string> Files(string prefix) => Directory.EnumerateFiles(Self, prefix + "*");

    /// <summary>A mode for it, if it is ours to give.</summary>
    public void SetMode(UnixFileMode mode)
    {
        if (Facts.Owner == Libc.EffectiveUid())
            File.SetUnixFileMode(Self, mode);
    }

    /// <summary>Makes a file that was not there, for its owner only.</summary>
    /// <exception cref="IOException">It is there, or can't be made.</exception>
    public SafeFileHandle Make(string name)
    {
        const int ownerOnly = 0x180;
        var fd = Libc.OpenAt(Fd, name, Libc.WriteOnly | Libc.Create | Libc.New | Libc.NoFollow | Libc.CloseOnExec, ownerOnly);
        return fd >= 0 ? new(fd, ownsHandle: true) : throw new IOException($"{name} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void Dispose() => _handle.Dispose();
}
