using System.Diagnostics;
using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>The two files of a SQLite storage and their folder. Nothing is made that is missing.</summary>
internal static class SqliteChecks
{
    private const string Area = "database";
    private const string InitMakesIt = "'pushy-server init' or the first start makes it";

    /// <summary>Above, a whole check takes longer than somebody who looks wants to wait.</summary>
    private const long QuickBytes = 2L << 30;

    /// <summary>A write-ahead log grows so large only while somebody keeps it from being written back.</summary>
    private const long LargeWal = 256 << 20;

    private static readonly TimeSpan SlowWrite = TimeSpan.FromMilliseconds(100);

    public static async IAsyncEnumerable<Finding> Of(StorageOptions storage, bool full, TimeProvider time, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!Directory.Exists(storage.Path))
        {
            yield return Finding.Warning(Area, $"there is no folder '{storage.Path}'", InitMakesIt);
            yield break;
        }

        yield return Finding.Ok(Area, $"SQLite in {storage.Path}; {(StorageUse.IsUsed(storage.Path) ? "a server or a command uses it now" : "no server uses it now")}");
        foreach (var file in new[] { SqliteFile.PathIn(storage.Path), SqliteFile.JournalIn(storage.Path) })
        {
            if (!File.Exists(file))
            {
                yield return Finding.Warning(Area, $"there is no file '{file}'", InitMakesIt);
                continue;
            }

            foreach (var finding in await Look(file, isMain: file == SqliteFile.PathIn(storage.Path), storage.BusyTimeout, full, time, ct))
                yield return finding;
        }
    }

    private static async Task<List<Finding>> Look(string file, bool isMain, TimeSpan patience, bool full, TimeProvider time, CancellationToken ct)
    {
        var name = Path.GetFileName(file);
        var findings = new List<Finding>();
        try
        {
            var options = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = (int)patience.TotalSeconds };
            await using var data = new DataConnection(new DataOptions().UseSQLite(options.ToString(), SQLiteProvider.Microsoft));
            findings.Add(await Check(data, file, name, full, ct));
            findings.Add(await Write(data, name, ct));
            if (Wal(file) is { } wal)
                findings.Add(wal);
            if (isMain)
            {
                var schema = await SchemaState.Read(data, isSqlite: true, ct);
                findings.Add(SchemaCheck.Of(schema));
                if (await LinkChecks.Of(data, schema, ct) is { } links)
                    findings.Add(links);
                if (await LinkChecks.InUse(data, schema, time.GetUtcNow(), ct) is { } twice)
                    findings.Add(twice);
            }
        }
        catch (SqliteException e)
        {
            findings.Add(Finding.Problem(
                Area, $"{name} cannot be used: {e.Message}",
                "run this as the server's account; if that does not help, is the disk full, mounted read-only or broken? 'pushy-server restore' brings a backup back"));
        }

        return findings;
    }

    private static async Task<Finding> Check(DataConnection data, string file, string name, bool full, CancellationToken ct)
    {
        var bytes = new FileInfo(file).Length;
        var mode = await data.ExecuteAsync<string>("PRAGMA journal_mode", ct);
        if (mode != "wal")
            return Finding.Warning(Area, $"{name}: journal mode '{mode}' instead of wal", "the next start sets it; until then writes are slow");
        if (bytes > QuickBytes && !full)
            return Finding.Ok(Area, $"{name}: {Sizes.Text(bytes)}, opened; too large to be checked in passing, --full does it");

        var found = await data.QueryToListAsync<string>("PRAGMA quick_check(1)", ct);
        return found is ["ok"]
            ? Finding.Ok(Area, $"{name}: {Sizes.Text(bytes)}, checked and sound")
            : Finding.Problem(Area, $"{name} is damaged: {string.Join("; ", found)}", "stop the server, keep the files, and restore a backup with 'pushy-server restore'");
    }

    /// <summary>Takes the lock that a write takes, and gives it back.</summary>
    private static async Task<Finding> Write(DataConnection data, string name, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        await data.ExecuteAsync("BEGIN IMMEDIATE", ct);
        var took = Stopwatch.GetElapsedTime(since);
        await data.ExecuteAsync("ROLLBACK", ct);
        return took < SlowWrite
            ? Finding.Ok(Area, $"{name}: writable, lock taken in {took.TotalMilliseconds:0.0} ms")
            : Finding.Warning(Area, $"{name}: writable, but its lock took {took.TotalMilliseconds:0} ms", "is another program busy with the file, or the disk slow?");
    }

    private static Finding? Wal(string file)
    {
        var wal = new FileInfo(file + "-wal");
        return wal.Exists && wal.Length > LargeWal
            ? Finding.Warning(Area, $"{wal.Name} has {Sizes.Text(wal.Length)}", "a reader that never ends keeps it from being written back: which other program has the file open?")
            : null;
    }
}
