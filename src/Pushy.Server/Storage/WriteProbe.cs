using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>
/// Whether the storage takes a write now, and if not, why. One look is under way at a time and its answer counts for <see cref="KeepFor"/>, so that anybody may ask as
/// often as he likes. SQLite waits for locks in the thread that asks: it has one of its own, never one of the pool's.
/// </summary>
public sealed class WriteProbe(Database database, StorageOptions options, TimeProvider time, ILogger<WriteProbe> log)
{
    /// <summary>How long an answer counts.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(3);

    /// <summary>Whoever asks is told so much later that it does not answer; the look goes on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>With less room SQLite may still find some in its files for one small write, and none for the next.</summary>
    private const long LeastRoom = 1024 * 1024;

    private const string Row =
        "insert into leases (name, holder, until) values ('readiness', '00000000000000000000000000000000', @at) on conflict (name) do update set until = excluded.until";

    private const string JournalWrite = "PRAGMA user_version = 0";

    private const string Silent = "the database does not answer";

    private readonly Lock _lock = new();
    private Task<string?>? _look;
    private long _lookedAt;
    private string? _told;

    /// <summary>Null: it takes writes.</summary>
    public async Task<string?> WhyNot()
    {
        string? why;
        try
        {
            why = await Current().WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            why = Silent;
        }

        Tell(why);
        return why;
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
        ? Task.Factory.StartNew(() => Name(WriteFiles), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        : Postgres();

    private string? WriteFiles()
    {
        using (var data = database.Open())
            data.Execute(Row, At());
        using (var journal = new DataConnection(database.JournalOptions))
            journal.Execute(JournalWrite);
        return new DriveInfo(Path.GetFullPath(options.Path)).AvailableFreeSpace < LeastRoom ? "the disk of pushy.storage.path is full" : null;
    }

    private async Task<string?> Postgres()
    {
        try
        {
            await using var data = database.Open();
            await data.ExecuteAsync(Row, At());
            return null;
        }
        catch (Exception e)
        {
            return Why(e);
        }
    }

    private DataParameter At() => DataParameter.Int64("at", time.GetUtcNow().ToStored());

    private static string? Name(Func<string?> look)
    {
        try
        {
            return look();
        }
        catch (Exception e)
        {
            return Why(e);
        }
    }

    /// <summary>In words of our own: what a driver says may have names in it that are nobody's business.</summary>
    private static string Why(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: 13 } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "the database's disk is full",
        SqliteException { SqliteErrorCode: 8 } or PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "the database is read-only",
        SqliteException { SqliteErrorCode: 5 or 6 } => "the database is locked by another program",
        SqliteException { SqliteErrorCode: var code } => $"the database takes no writes (SQLite error {code})",
        PostgresException { SqlState: var state } => $"the database takes no writes (PostgreSQL error {state})",
        NpgsqlException or TimeoutException => Silent,
        _ when e.InnerException is { } inner => Why(inner),
        _ => $"the database takes no writes ({e.GetType().Name})",
    };

    /// <summary>Each change is one line, however often somebody asks.</summary>
    private void Tell(string? why)
    {
        if (Interlocked.Exchange(ref _told, why) == why)
            return;
        if (why is null)
            log.LogInformation("the storage takes writes again");
        else
            log.LogWarning("this host is not ready: {Reason}", why);
    }
}
