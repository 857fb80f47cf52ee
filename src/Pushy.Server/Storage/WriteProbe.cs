using System.Security.Cryptography;
using LinqToDB.Data;
using Pushy.Actors.Jobs;
using Pushy.Server.Background;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>
/// Whether the database takes writes, found out by writing. The lists' part is written every <see cref="WriteEvery"/> while it works. The journal's is with SQLite, which has
/// it in a file of its own; with PostgreSQL only after a job's write has failed: then a row as large as a job is written and deleted, until one is taken. That finds a full
/// disk, where a small row may still have room in a page that is there.
/// </summary>
/// <param name="database">Where to write.</param>
/// <param name="jobs">Tells how jobs' own writes went.</param>
/// <param name="time">For the age of an answer.</param>
/// <param name="loops">Tells log, metric and <c>doctor</c>.</param>
/// <param name="log">Where a failure is told.</param>
public sealed class WriteProbe(Database database, JobMetrics jobs, TimeProvider time, BackgroundLoops loops, ILogger<WriteProbe> log)
{
    /// <summary>How long a good answer counts. A bad one counts for a second.</summary>
    public static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Bytes that do not compress: more than any page that is begun has room for.</summary>
    private const int LikeAJob = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly LoopWatch _watch = loops.Watch("write-probe", "the database takes no writes", log);
    private Task<bool>? _last;
    private long _lastAt;

    /// <summary>The last answer, or a new one if that is too old. One write at a time is under way, whoever asks and how often.</summary>
    public Task<bool> TakesWrites()
    {
        lock (_gate)
        {
            var isFresh = _last is { } last && (!last.IsCompleted || time.GetElapsedTime(_lastAt) < (last.Result && !jobs.IsJournalRefusing ? WriteEvery : TryAgainAfter));
            if (!isFresh)
            {
                // SQLite's driver waits for locks and disks on the thread that calls it, so it gets one of its own.
                (_last, _lastAt) = (Task.Factory.StartNew(
                    () => _watch.Try(Write, default), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap(), time.GetTimestamp());
            }

            return _last!;
        }
    }

    private async Task Write(CancellationToken ct)
    {
        await using (var data = database.Open())
        {
            await data.ExecuteAsync(
                "insert into leases (name, holder, until) values ('write-probe', '', @now) on conflict (name) do update set until = excluded.until",
                ct, DataParameter.Int64("now", time.GetUtcNow().ToStored()));
        }

        if (database.Provider == StorageProvider.Sqlite || jobs.IsJournalRefusing)
            await WriteToJournal(ct);
    }

    private async Task WriteToJournal(CancellationToken ct)
    {
        await using var journal = new DataConnection(database.JournalOptions);
        await using var transaction = await journal.BeginTransactionAsync(ct);
        var id = DataParameter.VarChar("id", $"write-probe-{Guid.NewGuid():N}");
        await journal.ExecuteAsync(
            "insert into journal (created, deleted, persistence_id, sequence_number, message) values (0, @deleted, @id, 1, @message)",
            ct, DataParameter.Boolean("deleted", true), id, DataParameter.VarBinary("message", RandomNumberGenerator.GetBytes(LikeAJob)));
        await journal.ExecuteAsync("delete from journal where persistence_id = @id", ct, id);
        await transaction.CommitAsync(ct);
    }
}
