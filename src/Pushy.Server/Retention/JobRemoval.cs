using LinqToDB;
using LinqToDB.Data;
using Pushy.Actors.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Server.Storage;

namespace Pushy.Server.Retention;

/// <summary>
/// Removes finished jobs in steps of bounded size. First, in one transaction, jobs leave the list (from then on they are 404) and are noted as
/// removed; then everything else of those goes; last the note. Whatever ends in between, the note says what is left to do, and each step may be done twice.
/// </summary>
internal sealed class JobRemoval(Database database)
{
    /// <summary>Jobs that are being removed at a time.</summary>
    public const int MaxJobs = 50;

    /// <summary>Most rows that one statement deletes.</summary>
    public const int MaxRows = 1_000;

    /// <summary>Most rows of output that one does; such a row may have megabytes.</summary>
    public const int MaxParts = 100;

    /// <summary>Tables by which a job is found by its id, and their keys beside it.</summary>
    private static readonly (string Table, string Key, int Rows)[] OfJobs =
        [("job_output_parts", "job_id, node, stream, start", MaxParts), ("job_output_streams", "job_id, node, stream", MaxRows), ("org_feed", "job_id, name", MaxRows)];

    private static readonly string[] OfJournal = ["journal", "snapshot"];

    /// <summary>All buckets of the index by node: its key begins with organization and bucket, and which of them a job is in is not noted.</summary>
    private static readonly string Buckets = string.Join(",", Enumerable.Range(0, 1024));

    private sealed class Removed
    {
        public string Job { get; set; } = "";

        public string Organization { get; set; } = "";

        public long CreatedAt { get; set; }
    }

    /// <summary>Takes up to <see cref="MaxJobs"/> jobs that ended earlier out of the list, the oldest first, and notes them.</summary>
    /// <returns>How many.</returns>
    public async Task<int> Begin(DateTimeOffset endedBefore, CancellationToken ct)
    {
        await using var data = database.Open();
        await using var transaction = await data.BeginTransactionAsync(ct);
        var noted = await data.ExecuteAsync(
            "insert into removed_jobs (job_id, org_guid, created_at) select id, org_guid, created_at from jobs where final_state is not null and updated_at < @before "
            + $"order by updated_at limit {MaxJobs} on conflict (job_id) do nothing",
            ct,
            DataParameter.Int64("before", endedBefore.ToStored()));
        await data.ExecuteAsync("delete from jobs where id in (select job_id from removed_jobs)", ct);
        await transaction.CommitAsync(ct);
        return noted;
    }

    /// <summary>Deletes some of what is left of the jobs that were begun.</summary>
    /// <returns>Rows deleted, and whether nothing of those jobs is left.</returns>
    public async Task<(int Rows, bool Done)> Step(CancellationToken ct)
    {
        await using var data = database.Open();
        var jobs = await data.QueryToListAsync<Removed>(
            $"select job_id as \"Job\", org_guid as \"Organization\", created_at as \"CreatedAt\" from removed_jobs order by job_id limit {MaxJobs}", ct);
        if (jobs.Count == 0)
            return (0, true);

        var ids = Texts(jobs.Select(job => job.Job));
        var rows = 0;
        foreach (var (table, key, most) in OfJobs)
        {
            rows += await data.ExecuteAsync($"delete from {table} where ({key}) in (select {key} from {table} where job_id in ({ids}) limit {most})", ct);
            if (rows >= most)
                return (rows, false);
        }

        foreach (var job in jobs)
        {
            rows += await DeleteNodes(data, job, ct);
            if (rows >= MaxRows)
                return (rows, false);
        }

        if (await DeleteJournal(jobs, ct) is var (journaled, whole) && !whole)
            return (rows + journaled, false);

        await using var transaction = await data.BeginTransactionAsync(ct);
        await data.ExecuteAsync($"delete from jobs where id in ({ids})", ct);   // an actor that an agent woke meanwhile may have put one back
        await data.ExecuteAsync($"delete from removed_jobs where job_id in ({ids})", ct);
        await transaction.CommitAsync(ct);
        return (rows + journaled + jobs.Count, true);
    }

    private static Task<int> DeleteNodes(PushyData data, Removed job, CancellationToken ct) => data.ExecuteAsync(
        $"delete from job_nodes where org_guid = @org and bucket in ({Buckets}) and created_at = @created and job_id = @job",
        ct,
        DataParameter.Char("org", job.Organization), DataParameter.Int64("created", job.CreatedAt), DataParameter.Char("job", job.Job));

    private async Task<(int Rows, bool Whole)> DeleteJournal(IEnumerable<Removed> jobs, CancellationToken ct)
    {
        await using var data = new DataConnection(database.JournalOptions);
        var ids = Texts(jobs.Select(job => JobActor.PersistenceIdOf(new JobId(job.Job))));
        var rows = 0;
        foreach (var table in OfJournal)
        {
            // The oldest first: what is left begins with no submission, and no actor takes it for a job.
            rows += await data.ExecuteAsync(
                $"delete from {table} where (persistence_id, sequence_number) in (select persistence_id, sequence_number from {table} where persistence_id in ({ids}) "
                + $"order by sequence_number limit {MaxRows})",
                ct);
            if (rows >= MaxRows)
                return (rows, false);
        }

        return (rows, true);
    }

    /// <summary>Ids as a statement's text. They are hex digits; whatever else stood there is an error.</summary>
    private static string Texts(IEnumerable<string> ids) => string.Join(", ", ids.Select(id => id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
        ? $"'{id}'"
        : throw new InvalidDataException("the database has a job with an id that is none")));
}
