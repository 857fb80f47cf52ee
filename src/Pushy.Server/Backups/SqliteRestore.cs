using Microsoft.Data.Sqlite;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Backups;

/// <summary>
/// Puts the two files of a backup into place. Both are copied beside those that are there, then exchanged under a mark: whoever finds the mark knows
/// that the exchange was cut short, and no server starts on half of one.
/// </summary>
internal static class SqliteRestore
{
    private static readonly string[] Tails = ["", "-wal", "-shm", "-journal"];

    /// <param name="folder">Of the storage; made if missing.</param>
    /// <param name="main">The backup's pushy.db.</param>
    /// <param name="journal">The backup's journal.db.</param>
    /// <param name="force">Whether a storage with something in it is replaced.</param>
    /// <param name="now">Names the folder that keeps what was there.</param>
    /// <param name="ct">Ends it before the exchange.</param>
    /// <returns>Where what was there before is, null: nothing was; or why not.</returns>
    public static async Task<(string? Kept, AdminRefusal? Refused)> Put(string folder, string main, string journal, bool force, DateTimeOffset now, CancellationToken ct)
    {
        SqliteFile.MakeFolder(folder);
        using var alone = StorageUse.TryTakeAlone(folder);
        if (alone is null)
            return (null, new AdminRefusal($"a server or a command of pushy-server uses the storage in {folder}; stop it first"));

        var mark = StorageUse.MarkOf(folder);
        var (mainThere, journalThere) = (SqliteFile.PathIn(folder), SqliteFile.JournalIn(folder));
        if (!force && !File.Exists(mark) && await Contents(mainThere, journalThere, ct) is { } contents)
            return (null, new AdminRefusal($"the storage in {folder} is not empty ({contents}); name another with pushy.storage.path, or replace what is there with --force"));

        var incoming = Path.Combine(folder, "restore-incoming");
        if (Directory.Exists(incoming))
            Directory.Delete(incoming, recursive: true);   // of a try that was cut short
        SqliteFile.MakeFolder(incoming);
        var (newMain, newJournal) = (Path.Combine(incoming, Path.GetFileName(mainThere)), Path.Combine(incoming, Path.GetFileName(journalThere)));
        await Copy(main, newMain, ct);
        await Copy(journal, newJournal, ct);

        var kept = Exchange(folder, mark, [(newMain, mainThere), (newJournal, journalThere)], now);
        Directory.Delete(incoming);
        return (kept, null);
    }

    /// <summary>Counts of a storage; null: nobody would miss it, or it cannot be read at all while its files are there.</summary>
    private static async Task<string?> Contents(string main, string journal, CancellationToken ct)
    {
        if (!File.Exists(main))
            return File.Exists(journal) ? "a journal without its pushy.db" : null;
        try
        {
            var contents = await Count(main, ct);
            return contents.IsWorthKeeping() ? contents.ToString() : null;
        }
        catch (SqliteException e)
        {
            return $"pushy.db cannot be read: {e.Message}";
        }
    }

    /// <summary>Counts of what a file holds.</summary>
    public static async Task<BackupContents> Count(string main, CancellationToken ct)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = main, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from sqlite_master where name = 'jobs'";
        return await StorageContents.Count(connection, await command.ExecuteScalarAsync(ct) is > 0L, ct);
    }

    /// <summary>Renames only: they cost nothing and need no room.</summary>
    private static string? Exchange(string folder, string mark, (string New, string There)[] files, DateTimeOffset now)
    {
        SqliteFile.Open(mark, FileShare.None).Dispose();
        string? kept = null;
        foreach (var (_, there) in files)
        {
            foreach (var old in Tails.Select(tail => there + tail).Where(File.Exists))
            {
                if (kept is null)
                {
                    kept = Path.Combine(folder, $"before-restore-{now.UtcDateTime:yyyyMMddTHHmmss.fff}");
                    SqliteFile.MakeFolder(kept);
                }

                File.Move(old, Path.Combine(kept, Path.GetFileName(old)));
            }
        }

        foreach (var (incoming, there) in files)
            File.Move(incoming, there);
        File.Delete(mark);
        return kept;
    }

    private static async Task Copy(string from, string to, CancellationToken ct)
    {
        await using var source = File.OpenRead(from);
        await using var copy = SqliteFile.Open(to, FileShare.None);
        await source.CopyToAsync(copy, ct);
        copy.Flush(flushToDisk: true);
    }
}
