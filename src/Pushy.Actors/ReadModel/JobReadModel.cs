using System.Runtime.CompilerServices;
using System.Text.Json;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Pushy.Actors.Journal;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>An entry of the job list.</summary>
/// <param name="Env">The options' variables as a JSON object; null for none.</param>
public sealed record JobListing(
    JobId Id, string Organization, string Command, JobStatus Status, long RunTimeoutSeconds, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    string? User, string? Dir, string? Env, bool CaptureOutput, bool FileSpecified)
{
    /// <summary>Who asked for it.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>Which one of that name; null where that was not kept.</summary>
    public string? StarterId { get; init; }

    /// <summary>Nodes that it was for.</summary>
    public int NodeCount { get; init; }

    /// <summary>Nodes on which it succeeded; null while it goes on, and where a server of an earlier version wrote its end.</summary>
    public int? Succeeded { get; init; }

    /// <summary>Nodes on which it failed or crashed; null as for <see cref="Succeeded"/>.</summary>
    public int? Failed { get; init; }
}

/// <summary>How a finished job ended.</summary>
/// <param name="Since">When it ended.</param>
/// <param name="RequestedBy">Who started it.</param>
/// <param name="StarterId">Which one of that name; null where that was not kept.</param>
public sealed record JobEnding(string Organization, JobStatus How, DateTimeOffset Since, int Nodes, string RequestedBy, string? StarterId);

/// <summary>Jobs as the database knows them, for lists and for reading what has finished. Written after the journal, so it may be a moment behind it.</summary>
public sealed class JobReadModel(DataOptions options)
{
    private const int ManyRows = 100;   // from here on PostgreSQL's COPY is worth its beginning

    /// <summary>All rows in one statement.</summary>
    internal static readonly BulkCopyOptions AtOnce = new() { BulkCopyType = BulkCopyType.MultipleRows };

    /// <summary>Events of organizations' feeds stay in the database this much longer than readers may come back, for hosts that are late to read them.</summary>
    private static readonly TimeSpan FeedMargin = TimeSpan.FromMinutes(1);

    /// <summary>How long readers of an organization's feed may stay away and miss nothing.</summary>
    public TimeSpan FeedHistory { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The finished job; null if there is none of this id, or none that has finished as far as the list knows.</summary>
    public async Task<JobState.Finished?> FindFinished(JobId id, CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var bytes = await db.Jobs.Where(row => row.Id == id.Value).Select(row => row.FinalState).FirstOrDefaultAsync(cancel);
        return bytes is null ? null : FinishedJobs.Read(bytes);
    }

    /// <summary>What tells a finished job's content from that of any other time, without reading all of it; null as for <see cref="FindFinished"/>.</summary>
    public async Task<JobEnding?> FindEnding(JobId id, CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var row = await db.Jobs.Where(row => row.Id == id.Value && row.FinalState != null)
            .Select(row => new { row.Organization, row.Status, row.UpdatedAt, row.NodeCount, row.CreatedBy, row.StarterId }).FirstOrDefaultAsync(cancel);
        return row is null ? null : new JobEnding(row.Organization, FinishedJobs.StatusOf(row.Status), JobListings.FromMicroseconds(row.UpdatedAt), row.NodeCount, row.CreatedBy, row.StarterId);
    }

    /// <summary>Whether the list has the job.</summary>
    public async Task<bool> Has(JobId id, CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        return await db.Jobs.AnyAsync(row => row.Id == id.Value, cancel);
    }

    /// <summary>All jobs of an organization, oldest first, then by id; read as they are consumed.</summary>
    public async IAsyncEnumerable<JobListing> List(string organization, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var rows = db.Jobs.Where(row => row.Organization == organization).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id);
        await foreach (var job in JobListings.Of(rows, organization).AsAsyncEnumerable().WithCancellation(cancel))
            yield return job;
    }

    /// <summary>
    /// Writes jobs to the list, and to the feeds of their organizations, in one transaction; the last of several states of a job counts. A job that the list has as
    /// finished stays so: a host that was put out, or is slow, may still be about to write what the job was before it moved.
    /// </summary>
    /// <returns>The organizations whose feeds have grown.</returns>
    public async Task<IReadOnlyList<string>> Write(IReadOnlyList<JobState.Known> jobs)
    {
        await using var db = new ReadModelDb(options);
        await using var transaction = await db.BeginTransactionAsync();
        List<JobState.Known> latest = [.. jobs.GroupBy(job => job.Spec.Id, (_, states) => states.Last())];
        string[] ids = [.. latest.Select(job => job.Spec.Id.Value)];
        var listed = await db.Jobs.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, Finished = row.FinalState != null }).ToDictionaryAsync(row => row.Id, row => row.Finished);
        latest.RemoveAll(job => job is not JobState.Finished && listed.GetValueOrDefault(job.Spec.Id.Value));
        string[] ended = [.. latest.OfType<JobState.Finished>().Select(job => job.Spec.Id.Value)];
        var news = OrganizationFeedRows.NewsOf(latest, listed);
        await AddNodes(db, latest.Where(job => !listed.ContainsKey(job.Spec.Id.Value)));
        if (listed.Count > 0)   // one that finished meanwhile stays, and the write fails on it and is tried again
            await db.Jobs.Where(row => listed.Keys.Contains(row.Id) && (row.FinalState == null || ended.Contains(row.Id))).DeleteAsync();
        await db.BulkCopyAsync(AtOnce, latest.Select(RowOf));   // a statement for each would be as many ways to the database and back
        var grown = await OrganizationFeedRows.Add(db, news, FeedHistory + FeedMargin);
        await transaction.CommitAsync();
        return grown;
    }

    /// <summary>A job's nodes are fixed, so they are written with its first row.</summary>
    private static async Task AddNodes(ReadModelDb db, IEnumerable<JobState.Known> jobs)
    {
        List<JobNodesRow> rows = [.. jobs.SelectMany(job => NodeHashes.RowsOf(job.Spec, JobListings.ToMicroseconds(job.CreatedAt)))];
        if (rows.Count > 0)
            await db.BulkCopyAsync(rows.Count < ManyRows ? AtOnce : new BulkCopyOptions { BulkCopyType = BulkCopyType.ProviderSpecific }, rows);
    }

    private static JobRow RowOf(JobState.Known job) => new()
    {
        Id = job.Spec.Id.Value,
        Organization = job.Spec.Organization,
        CreatedAt = JobListings.ToMicroseconds(job.CreatedAt),
        UpdatedAt = JobListings.ToMicroseconds(job.Since),
        Status = FinishedJobs.NameOf(job.Status()),
        Command = job.Spec.Command,
        RunTimeout = (long)job.Spec.RunTimeout.TotalSeconds,
        Quorum = job.Spec.Quorum,
        NodeCount = job.Spec.Nodes.Length,
        CreatedBy = job.Spec.RequestedBy,
        StarterId = job.Spec.StarterId,
        User = job.Spec.Options.User,
        Dir = job.Spec.Options.Dir,
        Env = job.Spec.Options.Env is { } env ? JsonSerializer.Serialize(env, EnvContext.Default.IReadOnlyDictionaryStringString) : null,
        Capture = job.Spec.Options.CaptureOutput,
        FileSpecified = job.Spec.Options.File is not null,
        Succeeded = (job as JobState.Finished)?.Nodes.Counts.Of(NodeState.Succeeded),
        Failed = job is JobState.Finished { Nodes.Counts: var counts } ? counts.Of(NodeState.Failed) + counts.Of(NodeState.Crashed) : null,
        FinalState = job is JobState.Finished finished ? FinishedJobs.Write(finished) : null,
    };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class EnvContext : System.Text.Json.Serialization.JsonSerializerContext;
