namespace Pushy.Server.Storage;

/// <summary>
/// Who uses a SQLite storage: servers and commands share it, a restore has it alone. A lock on a file, which ends with the process that holds it,
/// however that ends.
/// </summary>
public sealed class StorageUse : IDisposable
{
    private const string FileName = "use.lock";
    private const string MarkName = "restore.unfinished";

    /// <summary>What .NET says of a file that another process has locked: EWOULDBLOCK of Linux, and Windows' sharing violation.</summary>
    private static readonly int[] HeldByAnother = [11, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private StorageUse(FileStream file) => _file = file;

    /// <summary>Beside others, but for a restore.</summary>
    /// <param name="folder">Of the storage; made if missing.</param>
    /// <exception cref="IOException">The storage is being restored, a restore was cut short, or the lock's file cannot be made.</exception>
    public static StorageUse Share(string folder)
    {
        SqliteFile.MakeFolder(folder);
        var file = TryOpen(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileShare.ReadWrite)
            ?? throw new IOException($"the storage in '{folder}' is being restored; try again when that is done");
        if (!File.Exists(MarkOf(folder)))
            return new(file);
        file.Dispose();
        throw new IOException($"a restore into '{folder}' was cut short, and what is there is not whole; run 'pushy-server restore' again");
    }

    /// <summary>Alone; null if somebody uses it.</summary>
    /// <param name="folder">Of the storage. It is there.</param>
    /// <exception cref="IOException">The lock's file cannot be made.</exception>
    public static StorageUse? TryTakeAlone(string folder) =>
        TryOpen(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileShare.None) is { } file ? new(file) : null;

    /// <summary>Whether somebody uses it, seen without making anything.</summary>
    public static bool IsUsed(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return false;
        using var file = TryOpen(path, FileMode.Open, FileShare.None);
        return file is null;
    }

    /// <summary>The file that is there while a restore exchanges the storage's files.</summary>
    public static string MarkOf(string folder) => Path.Combine(folder, MarkName);

    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path, FileMode mode, FileShare share)
    {
        try
        {
            return SqliteFile.OpenLock(path, share, mode);
        }
        catch (IOException e) when (HeldByAnother.Contains(e.HResult))
        {
            return null;
        }
    }
}
