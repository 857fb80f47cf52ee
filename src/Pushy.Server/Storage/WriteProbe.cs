using System.Security.Cryptography;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pushy.Actors.Jobs;
using Pushy.Server.Background;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>
/// Whether the storage takes a write now, and if not, why. One look is under way at a time and its answer counts for <see cref="KeepFor"/>, so that anybody may ask as
/// often as he likes. SQLite waits for locks in the thread that asks: it has one of its own, never one of the pool's.
/// </summary>
/// <param name="database">Where to write.</param>
/// <param name="options">Where SQLite's files are.</param>
/// <param name="jobs">Tells how jobs' own writes went.</param>
/// <param name="time">For the age of an answer.</param>
/// <param name="loops">Tells log, metric and <c>doctor</c>.</param>
/// <param name="log">Where a failure is told.</param>
public sealed class WriteProbe(Database database, StorageOptions options, JobMetrics jobs, TimeProvider time, BackgroundLoops loops, ILogger<WriteProbe> log)
{
    /// <summary>How long an answer counts.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(3);

    /// <summary>Whoever asks is told so much later that it does not answer; the look goes on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>With less room SQLite may still find some in its files for one small write, and none for the next.</summary>
    private const long LeastRoom = 1024 * 1024;

    /// <summary>Bytes that do not compress: more than any page of the journal that is begun has room for.</summary>
    private const int LikeAJob = 32 * 1024;

    private const string Row =
        "insert into leases (name, holder, until) values ('readiness', '00000000000000000000000000000000', @at) on conflict (name) do update set until = excluded.until";

    private const string Silent = "the database does not answer";

    private readonly Lock _lock = new();
    private readonly LoopWatch _watch = loops.Watch("write-probe", "the database takes no writes", log);
    private Task<string?>? _look;
    private long _lookedAt;

    /// <summary>Null: it takes writes.</summary>
    public async Task<string?> WhyNot()
    {
        try
        {
            return await Current().WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            return Silent;
        }
    }

    private Task<string?> Current()
    {
        lock (_lock)
        {
            if (_look is null || (_look.IsCompleted && time.GetElapsedTime(_lookedAt) > KeepFor))
                (_look, _lookedAt) = (Begin(), time.GetTimestamp());
            return _look;
        }
    }

    private Task<string?> Begin() => database.Provider == StorageProvider.Sqlite
        ? Task.Factory.StartNew(() => Name(Write), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
        : Name(Write);

    private async Task Write()
    {
        await using (var data = database.Open())
            await data.ExecuteAsync(Row, DataParameter.Int64("at", time.GetUtcNow().ToStored()));
        if (database.Provider == StorageProvider.Sqlite)
            await WriteFile();
        if (jobs.IsJournalRefusing)
            await WriteLikeAJob();
    }

    /// <summary>SQLite has the journal in a file of its own.</summary>
    private async Task WriteFile()
    {
        await using (var journal = new DataConnection(database.JournalOptions))
            await journal.ExecuteAsync(JournalProbe.SqliteWrite);
        if (new DriveInfo(Path.GetFullPath(options.Path)).AvailableFreeSpace < LeastRoom)
            throw new SqliteException($"less than {LeastRoom} bytes are free for '{options.Path}'", SQLitePCL.raw.SQLITE_FULL);
    }

    /// <summary>
    /// Once a job's write has failed, a small row proves little: it may find room in a page that is there. Writes a large one where jobs do, and takes it out again, until the journal
    /// has it, so that a host that nobody posts to any more is ready again by itself.
    /// </summary>
    private async Task WriteLikeAJob()
    {
        await using var journal = new DataConnection(database.JournalOptions);
        await using var transaction = await journal.BeginTransactionAsync();
        var id = DataParameter.VarChar("id", $"readiness-{Guid.NewGuid():N}");
        await journal.ExecuteAsync(
            "insert into journal (created, deleted, persistence_id, sequence_number, message) values (0, @deleted, @id, 1, @message)",
            DataParameter.Boolean("deleted", true), id, DataParameter.VarBinary("message", RandomNumberGenerator.GetBytes(LikeAJob)));
        await journal.ExecuteAsync("delete from journal where persistence_id = @id", id);
        await transaction.CommitAsync();
    }

    private async Task<string?> Name(Func<Task> look)
    {
        try
        {
            await look();
            _watch.Succeeded();
            return null;
        }
        catch (Exception e)
        {
            _watch.Failed(e);
            return Why(e);
        }
    }

    /// <summary>In words of our own: what a driver says may have names in it that are nobody's business.</summary>
    private static string Why(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "the database's disk is full",
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_READONLY } or PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "the database is read-only",
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED } => "the database is locked by another program",
        SqliteException { SqliteErrorCode: var code } => $"the database takes no writes (SQLite error {code})",
        PostgresException { SqlState: var state } => $"the database takes no writes (PostgreSQL error {state})",
        NpgsqlException or TimeoutException => Silent,
        _ when e.InnerException is { } inner => Why(inner),
        _ => $"the database takes no writes ({e.GetType().Name})",
    };
}
