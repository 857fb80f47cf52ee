using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Pushy.Contracts.Audit;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Audit;

/// <summary>The audit log in the database.</summary>
public sealed class AuditStore(Database database)
{
    /// <summary>Rows deleted by one statement, so that none holds the database for long.</summary>
    internal const int PurgeStep = 1000;

    private static readonly BulkCopyOptions Rows = new() { BulkCopyType = BulkCopyType.MultipleRows, UseParameters = true, MaxParametersForBatch = 1000 };

    /// <summary>All of them or, failing, none.</summary>
    public async Task Write(IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        await using var data = database.Open();
        await using var transaction = await data.BeginTransactionAsync(ct);
        await data.BulkCopyAsync(Rows, entries.Select(RowOf), ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>A page, newest first.</summary>
    /// <param name="organization">Of which organization; null: all, and what is about none.</param>
    /// <param name="before">Only entries before this id; null: from the newest.</param>
    /// <param name="limit">Most entries.</param>
    public async Task<AuditPage> Read(string? organization, long? before, int limit, CancellationToken ct)
    {
        await using var data = database.Open();
        IQueryable<AuditRow> rows = data.Audit;
        if (organization is not null)
            rows = rows.Where(row => row.Organization == organization);
        if (before is { } end)
            rows = rows.Where(row => row.Id < end);
        var found = await rows.OrderByDescending(row => row.Id).Take(limit + 1).ToListAsync(ct);
        var next = found.Count > limit ? found[limit - 1].Id.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return new AuditPage([.. found.Take(limit).Select(DocumentOf)], next);
    }

    /// <summary>Deletes what is too old, and the oldest of what is too much; in steps.</summary>
    public async Task Purge(AuditOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var oldest = (now - options.KeepFor).ToStored();
        await using var data = database.Open();
        var tooMany = await data.Audit.OrderByDescending(row => row.Id).Skip(options.KeepEntries).Select(row => row.Id).FirstOrDefaultAsync(ct);
        while (true)
        {
            // Ids rise with time, up to the moment that an entry waits to be written: the oldest are all at the low end.
            var step = await data.Audit.OrderBy(row => row.Id).Take(PurgeStep).Select(row => new { row.Id, row.At }).ToListAsync(ct);
            var last = step.TakeWhile(row => row.Id <= tooMany || row.At < oldest).LastOrDefault()?.Id;
            if (last is null)
                return;
            await data.Audit.Where(row => row.Id <= last).DeleteAsync(ct);
        }
    }

    private static AuditRow RowOf(AuditEntry entry) => new()
    {
        At = entry.At.ToStored(),
        Organization = entry.Organization,
        Kind = entry.By.Kind,
        Name = entry.By.Name,
        Token = entry.By.Token,
        Action = entry.Action,
        Target = entry.Target,
        Outcome = entry.Outcome,
        Detail = entry.Detail,
        RequestId = entry.RequestId,
        Remote = entry.Remote,
        Count = entry.Count,
    };

    private static AuditDocument DocumentOf(AuditRow row) => new(
        row.Id, StoredTime.FromStored(row.At), row.Organization, new AuditIdentity(row.Kind, row.Name) { Token = row.Token }, row.Action, row.Target, row.Outcome)
    {
        Detail = NullIfEmpty(row.Detail),
        RequestId = NullIfEmpty(row.RequestId),
        Remote = NullIfEmpty(row.Remote),
        Count = row.Count,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
