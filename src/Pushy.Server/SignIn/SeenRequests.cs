using System.Data.Common;
using System.Globalization;
using LinqToDB.Data;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.SignIn;

/// <summary>
/// Signed requests that came to any host, in the database, until their timestamp is over. Those that come while one statement is under way
/// are written with the next one: so many writes cost few transactions.
/// </summary>
public sealed class SeenRequests
{
    private const int AtOnce = 200;        // two parameters each; SQLite takes 32766
    private const int MostWaiting = 10_000;
    private const int RemovedAtOnce = 5_000;

    private static readonly TimeSpan RemoveEvery = TimeSpan.FromSeconds(1);
    private static readonly object New = new();

    /// <summary>As long as a statement may take on PostgreSQL. What the driver then needs to give up a silent connection is not waited for.</summary>
    private static readonly TimeSpan PostgresPatience = TimeSpan.FromSeconds(8);

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _patience;
    private readonly BatchedLookup<(UInt128 Request, DateTimeOffset EndsAt, DateTimeOffset Now), object> _adding;
    private DateTimeOffset _removedAt = DateTimeOffset.MinValue;

    public SeenRequests(Database database, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(database);

        (_database, _clock) = (database, clock);
        _patience = database.Provider == StorageProvider.PostgreSql ? PostgresPatience : Timeout.InfiniteTimeSpan;
        _adding = new(AtOnce, MostWaiting, AddAll);
    }

    /// <summary>False if it is there already.</summary>
    /// <param name="request">What was signed, as <c>SignedHeaders.Fingerprint</c> makes it.</param>
    /// <param name="endsAt">When it need not be remembered any more.</param>
    /// <param name="now">Time of the server.</param>
    /// <param name="ct">Gives up waiting for the answer; it may be there then.</param>
    /// <exception cref="StorageUnavailableException">The database is silent; it may be there then.</exception>
    public async Task<bool> Add(UInt128 request, DateTimeOffset endsAt, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            return await _adding.Find((request, endsAt, now), ct).WaitAsync(_patience, _clock, ct) is not null;
        }
        catch (TimeoutException)
        {
            throw new StorageUnavailableException("the database is silent");
        }
    }

    /// <returns>Those that are new.</returns>
    private async Task<IReadOnlyDictionary<(UInt128 Request, DateTimeOffset EndsAt, DateTimeOffset Now), object>> AddAll(
        IReadOnlyList<(UInt128 Request, DateTimeOffset EndsAt, DateTimeOffset Now)> all)
    {
        // In one order on all hosts, so that two of them cannot wait for each other.
        var rows = all.DistinctBy(one => one.Request).OrderBy(one => one.Request).ToList();
        var values = string.Join(", ", rows.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"(@r{i}, @e{i})")));
        var parameters = rows.SelectMany((one, i) => new[]
        {
            DataParameter.Char(string.Create(CultureInfo.InvariantCulture, $"r{i}"), Text(one.Request)),
            DataParameter.Int64(string.Create(CultureInfo.InvariantCulture, $"e{i}"), one.EndsAt.ToStored()),
        });
        await using var data = new PushyData(_database.SignedRequests);
        var added = await data.QueryToListAsync<string>(
            $"insert into seen_requests (fingerprint, ends_at) values {values} on conflict do nothing returning fingerprint", parameters.ToArray());
        await RemoveSome(data, all.Max(one => one.Now));
        var isNew = added.ToHashSet(StringComparer.Ordinal);
        return rows.Where(one => isNew.Contains(Text(one.Request))).ToDictionary(one => one, _ => New);
    }

    /// <summary>Drops what is over, a bounded number at a time.</summary>
    private async Task RemoveSome(PushyData data, DateTimeOffset now)
    {
        if (now - _removedAt < RemoveEvery)
            return;
        _removedAt = now;
        try
        {
            await data.ExecuteAsync(
                "delete from seen_requests where fingerprint in ("
                + $"select fingerprint from seen_requests where ends_at <= @now order by ends_at, fingerprint limit {RemovedAtOnce})",
                DataParameter.Int64("now", now.ToStored()));
        }
        catch (DbException)
        {
            // It is tried again with the next ones; no request, already written down, fails for it.
        }
    }

    private static string Text(UInt128 request) => request.ToString("x32", CultureInfo.InvariantCulture);
}
