using System.Runtime.CompilerServices;
using System.Text;
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
    string? User, string? Dir, string? Env, bool CaptureOutput, bool FileSpecified);

/// <summary>One stream of one node's output.</summary>
public sealed record StoredOutput(byte[] Content, bool Truncated);

/// <summary>Jobs as the database knows them, for lists and for reading what has finished. Written after the journal, so it may be a moment behind it.</summary>
public sealed class JobReadModel(DataOptions options)
{
    private const string Stdout = "stdout";
    private const string Stderr = "stderr";

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

    /// <summary>One stream of a node's output; null if nothing is stored.</summary>
    public async Task<StoredOutput?> FindOutput(JobId job, NodeName node, bool stderr, CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var stream = stderr ? Stderr : Stdout;
        var row = await db.Outputs.FirstOrDefaultAsync(one => one.Job == job.Value && one.Node == node.Value && one.Stream == stream, cancel);
        return row is null ? null : new StoredOutput(row.Content, row.Truncated);
    }

    /// <summary>Writes jobs to the list, and to the feeds of their organizations, in one transaction; the last of several states of a job counts.</summary>
    /// <returns>The organizations whose feeds have grown.</returns>
    public async Task<IReadOnlyList<string>> Write(IReadOnlyList<JobState.Known> jobs)
    {
        await using var db = new ReadModelDb(options);
        await using var transaction = await db.BeginTransactionAsync();
        List<JobState.Known> latest = [.. jobs.GroupBy(job => job.Spec.Id, (_, states) => states.Last())];
        var news = await OrganizationFeedRows.NewsOf(db, latest);
        foreach (var job in latest)
            await db.InsertOrReplaceAsync(RowOf(job));
        var grown = await OrganizationFeedRows.Add(db, news, FeedHistory + FeedMargin);
        await transaction.CommitAsync();
        return grown;
    }

    /// <summary>Writes output, in one transaction; what is there already stays.</summary>
    public async Task Write(IReadOnlyList<JobOutput> outputs)
    {
        await using var db = new ReadModelDb(options);
        await using var transaction = await db.BeginTransactionAsync();
        foreach (var row in outputs.SelectMany(RowsOf))
        {
            await db.ExecuteAsync(
                "insert into job_output (job_id, node, stream, content, truncated) values (@job, @node, @stream, @content, @truncated) on conflict do nothing",
                DataParameter.Char("job", row.Job), DataParameter.NVarChar("node", row.Node), DataParameter.NVarChar("stream", row.Stream),
                DataParameter.VarBinary("content", row.Content), DataParameter.Boolean("truncated", row.Truncated));
        }

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

    private static IEnumerable<JobOutputRow> RowsOf(JobOutput output)
    {
        if (output.Stdout is { } stdout)
            yield return Row(Stdout, stdout);
        if (output.Stderr is { } stderr)
            yield return Row(Stderr, stderr);

        JobOutputRow Row(string stream, string content) => new()
        {
            Job = output.Job.Value,
            Node = output.Node.Value,
            Stream = stream,
            Content = Encoding.UTF8.GetBytes(content),
            Truncated = output.Truncated,
        };
    }

    internal static long ToMicroseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    internal static DateTimeOffset FromMicroseconds(long at) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(at);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class EnvContext : System.Text.Json.Serialization.JsonSerializerContext;
