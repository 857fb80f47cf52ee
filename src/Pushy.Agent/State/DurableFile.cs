using Pushy.Agent.Supervision;

namespace Pushy.Agent.State;

/// <summary>Files that are wholly there, or not at all, whenever the power goes.</summary>
internal static class DurableFile
{
    private const string Unfinished = ".new";

    private static readonly UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whether an exception means that the disk does not take it; .NET says "argument out of range" when a file may not grow further.</summary>
    public static bool IsTrouble(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Replaces a file; afterwards it is on disk.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using (var file = Open(path + Unfinished, FileMode.Create))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + Unfinished, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    public static FileStream Open(string path, FileMode mode) =>
        new(path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnerOnly, BufferSize = 0 });

    /// <summary>A file's name is on disk only when its directory is.</summary>
    public static void SyncDirectory(string path)
    {
        var fd = Libc.Open(path, Libc.ReadOnly | Libc.Directory | Libc.CloseOnExec, 0);
        if (fd < 0)
            throw new IOException($"{path} cannot be opened");
        try
        {
            if (Libc.Fsync(fd) != 0)
                throw new IOException($"{path} cannot be synced to disk");
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }
}
