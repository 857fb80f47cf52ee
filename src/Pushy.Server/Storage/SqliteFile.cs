using Microsoft.Data.Sqlite;

namespace Pushy.Server.Storage;

/// <summary>The database file and its folder: for this account only, in WAL mode.</summary>
internal static class SqliteFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string PathIn(string folder) => Path.Combine(folder, "pushy.db");

    /// <summary>The journal's.</summary>
    public static string JournalIn(string folder) => Path.Combine(folder, "journal.db");

    /// <summary>That of signed requests that came.</summary>
    public static string SignedRequestsIn(string folder) => Path.Combine(folder, "signed-requests.db");

    /// <summary>Makes what is missing. SQLite gives its -wal and -shm files the mode of the database file.</summary>
    public static async Task Prepare(string folder, CancellationToken ct)
    {
        MakeFolder(folder);
        foreach (var file in new[] { PathIn(folder), JournalIn(folder), SignedRequestsIn(folder) })
            await PrepareFile(file, ct);
    }

    /// <summary>A folder for this account only, if it is missing.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static async Task PrepareFile(string file, CancellationToken ct)
    {
        await using (Open(file, FileShare.ReadWrite | FileShare.Delete))
        {
        }

        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ToString());
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Opens a file for this account only, making it if it is missing.</summary>
    public static FileStream Open(string path, FileShare share, FileMode mode = FileMode.OpenOrCreate)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>
    /// Opens a file that serves as a lock, for this account only also if it was there: whoever can open one, if only for reading, can hold it.
    /// </summary>
    public static FileStream OpenLock(string path, FileShare share, FileMode mode = FileMode.OpenOrCreate)
    {
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open && new FileInfo(path) is { Exists: true, LinkTarget: null } there && there.UnixFileMode != OwnerOnly)
        {
            try
            {
                there.UnixFileMode = OwnerOnly;
            }
            catch (UnauthorizedAccessException)
            {
                // It is another account's, who has said who may use it.
            }
        }

        return Open(path, share, mode);
    }
}
