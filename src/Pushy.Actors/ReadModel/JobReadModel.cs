using System.Runtime.CompilerServices;
using System.Text.Json;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Actors.Journal;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.ReadModel;

/// <summary>An entry of the job list.</summary>
/// <param name="Env">The options' variables as a JSON object; null for none.</param>
public sealed record JobListing(
    JobId Id, string Organization, string Command, JobStatus Status, long RunTimeoutSeconds, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    string? User, string? Dir, string? Env, bool CaptureOutput, bool FileSpecified);

/// <summary>Jobs as the database knows them, for lists and for reading what has finished. Written after the journal, so it may be a moment behind it.</summary>
public sealed class JobReadModel(DataOptions options)
{
    /// <summary>The finished job; null if there is none of this id, or none that has finished as far as the list knows.</summary>
    public async Task<JobState.Finished?> FindFinished(JobId id, CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var bytes = await db.Jobs.Where(row => row.Id == id.Value).Select(row => row.FinalState).FirstOrDefaultAsync(cancel);
        return bytes is null ? null : FinishedJobs.Read(bytes);
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
        var rows = db.Jobs.Where(row => row.Organization == organization).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .Select(row => new { row.Id, row.Command, row.Status, row.RunTimeout, row.CreatedAt, row.UpdatedAt, row.User, row.Dir, row.Env, row.Capture, row.FileSpecified })
            .AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancel))
        {
            yield return new JobListing(
                new JobId(row.Id), organization, row.Command, FinishedJobs.StatusOf(row.Status), row.RunTimeout,
                FromMicroseconds(row.CreatedAt), FromMicroseconds(row.UpdatedAt), row.User, row.Dir, row.Env, row.Capture, row.FileSpecified);
        }
    }

    /// <summary>Writes jobs to the list, in one transaction; the last of several states of a job counts.</summary>
    public async Task Write(IReadOnlyList<JobState.Known> jobs)
    {
        await using var db = new ReadModelDb(options);
        await using var transaction = await db.BeginTransactionAsync();
        foreach (var job in jobs.GroupBy(job => job.Spec.Id, (_, states) => states.Last()))
            await db.InsertOrReplaceAsync(RowOf(job));
        await transaction.CommitAsync();
    }

    private static JobRow RowOf(JobState.Known job) => new()
    {
        Id = job.Spec.Id.Value,
        Organization = job.Spec.Organization,
        CreatedAt = ToMicroseconds(job.CreatedAt),
        UpdatedAt = ToMicroseconds(job.Since),
        Status = FinishedJobs.NameOf(job.Status()),
        Command = job.Spec.Command,
        RunTimeout = (long)job.Spec.RunTimeout.TotalSeconds,
        Quorum = job.Spec.Quorum,
        NodeCount = job.Spec.Nodes.Length,
        CreatedBy = job.Spec.RequestedBy,
        User = job.Spec.Options.User,
        Dir = job.Spec.Options.Dir,
        Env = job.Spec.Options.Env is { } env ? JsonSerializer.Serialize(env, EnvContext.Default.IReadOnlyDictionaryStringString) : null,
        Capture = job.Spec.Options.CaptureOutput,
        FileSpecified = job.Spec.Options.File is not null,
        FinalState = job is JobState.Finished finished ? FinishedJobs.Write(finished) : null,
    };

    private static long ToMicroseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset FromMicroseconds(long at) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(at);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class EnvContext : System.Text.Json.Serialization.JsonSerializerContext;
