using Microsoft.Data.Sqlite;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Backups;

/// <summary>
/// Both files of a SQLite storage as they were at one moment, whether a server runs or not. While the moment is taken nobody writes pushy.db, so
/// the pair is what a crash at that moment would have left: the journal has all that pushy.db tells of, and what it has more is caught up
/// with at the next start (docs/decisions/0004, 0165).
/// </summary>
internal static class SqliteSnapshot
{
    /// <param name="storage">Where the files are. They are there.</param>
    /// <param name="main">Where the copy of pushy.db goes; an empty file.</param>
    /// <param name="journal">Where the copy of journal.db goes; an empty file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends it before it copies.</param>
    /// <returns>The moment.</returns>
    /// <exception cref="SqliteException">A file cannot be read, a copy not be written, or a copy is not sound.</exception>
    public static async Task<DateTimeOffset> Copy(StorageOptions storage, string main, string journal, TimeProvider time, CancellationToken ct)
    {
        await using var mainReader = await Open(SqliteFile.PathIn(storage.Path), storage.BusyTimeout, ct);
        await using var journalReader = await Open(SqliteFile.JournalIn(storage.Path), storage.BusyTimeout, ct);
        DateTimeOffset moment;
        await using (var gate = await Open(SqliteFile.PathIn(storage.Path), storage.BusyTimeout, ct))
        {
            await Execute(gate, "BEGIN IMMEDIATE", ct);
            await Fix(journalReader, ct);
            await Fix(mainReader, ct);
            moment = time.GetUtcNow();
            await Execute(gate, "ROLLBACK", ct);
        }

        await Write(mainReader, main, ct);
        await Write(journalReader, journal, ct);
        return moment;
    }

    /// <summary>A transaction sees what was there at its first read, until it ends.</summary>
    private static async Task Fix(SqliteConnection reader, CancellationToken ct)
    {
        await Execute(reader, "BEGIN", ct);
        await Execute(reader, "select count(*) from sqlite_master", ct);
    }

    /// <summary>The copy is one file that needs no log beside it; it is looked through before anybody relies on it.</summary>
    private static async Task Write(SqliteConnection source, string file, CancellationToken ct)
    {
        await using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await copy.OpenAsync(ct);
        source.BackupDatabase(copy);
        await Execute(copy, "PRAGMA journal_mode = DELETE", ct);
        await using var check = copy.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1)";
        if (await check.ExecuteScalarAsync(ct) is not "ok" and var found)
            throw new InvalidDataException($"{Path.GetFileName(file)} is damaged and was not backed up: {found}");
    }

    private static async Task<SqliteConnection> Open(string file, TimeSpan patience, CancellationToken ct)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = (int)patience.TotalSeconds,
        }.ToString());
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task Execute(SqliteConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }
}
