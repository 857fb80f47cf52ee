using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Actors.Journal;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>The list of jobs, newest first, filtered, a page at a time. Each filter has an index that is in the list's order.</summary>
public sealed class JobPages(DataOptions options)
{
    /// <summary>Jobs read in one statement, so that a page of large ones is not whole in memory.</summary>
    private const int ReadTogether = 50;

    /// <summary>Least number of candidates looked at together when looking for a node.</summary>
    private const int LeastCandidates = 200;

    /// <summary>Most jobs looked at for one page when looking for a part of a command.</summary>
    public const int MostLookedAt = 20_000;

    private const int LookTogether = 1_000;

    /// <summary>Which jobs a page has.</summary>
    /// <param name="after">The last job of the page before; null for the first page.</param>
    /// <param name="limit">Jobs in the page, at least 1.</param>
    public async Task<JobPage> Find(JobFilter filter, JobPosition? after, int limit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);

        await using var db = new ReadModelDb(options);
        if (filter is { Text: not null, Node: null })
            return await FindText(db, filter, after, limit, cancel);
        var found = filter.Node is null
            ? await Take(Jobs(db, filter, after), limit + 1, cancel)
            : await TakeWithNode(db, filter, after, limit + 1, cancel);
        return found.Count > limit ? new JobPage(found.GetRange(0, limit), More: true) : new JobPage(found, More: false);
    }

    /// <summary>A page's jobs, read as they are consumed. One that is gone by now is left out.</summary>
    public async IAsyncEnumerable<JobListing> Read(string organization, IReadOnlyList<JobPosition> page, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);

        await using var db = new ReadModelDb(options);
        foreach (var chunk in page.Chunk(ReadTogether))
        {
            string[] ids = [.. chunk.Select(job => job.Id.Value)];
            var rows = await JobListings.Of(db.Jobs.Where(row => ids.Contains(row.Id)), organization).ToDictionaryAsync(job => job.Id, cancel);
            foreach (var job in chunk)
            {
                if (rows.TryGetValue(job.Id, out var listing))
                    yield return listing;
            }
        }
    }

    /// <summary>All jobs for a node, oldest first, then by id; read as they are consumed.</summary>
    public async IAsyncEnumerable<JobListing> Of(string organization, NodeName node, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var hash = NodeHashes.Of(node);
        var bucket = NodeHashes.BucketOf(hash);
        var candidates = db.JobNodes.Where(row => row.Organization == organization && row.Bucket == bucket).OrderBy(row => row.CreatedAt).ThenBy(row => row.Job);
        for (JobPosition? after = null; ;)
        {
            var rest = after is var (createdAt, id)
                ? candidates.Where(row => row.CreatedAt >= createdAt && (row.CreatedAt > createdAt || string.Compare(row.Job, id.Value) > 0))
                : candidates;
            var rows = await rest.Take(LeastCandidates).ToListAsync(cancel);
            List<JobPosition> found = [.. rows.Where(row => NodeHashes.Has(row.Hashes, hash)).Select(row => new JobPosition(row.CreatedAt, new JobId(row.Job)))];
            await foreach (var job in Read(organization, found, cancel))
                yield return job;
            if (rows.Count < LeastCandidates)
                yield break;
            after = new JobPosition(rows[^1].CreatedAt, new JobId(rows[^1].Job));
        }
    }

    /// <summary>Whether a job is for a node: one row of an index, however many nodes the job has.</summary>
    public async Task<bool> Has(string organization, JobPosition job, NodeName node, CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var hash = NodeHashes.Of(node);
        var bucket = NodeHashes.BucketOf(hash);
        var (createdAt, id) = (job.CreatedAt, job.Id.Value);
        var hashes = await db.JobNodes
            .Where(row => row.Organization == organization && row.Bucket == bucket && row.CreatedAt == createdAt && row.Job == id)
            .Select(row => row.Hashes).FirstOrDefaultAsync(cancel);
        return hashes is not null && NodeHashes.Has(hashes, hash);
    }

    private static IQueryable<JobRow> Jobs(ReadModelDb db, JobFilter filter, JobPosition? after)
    {
        var rows = db.Jobs.Where(row => row.Organization == filter.Organization);
        if (filter.From is { } from)
        {
            var first = JobListings.ToMicroseconds(from);
            rows = rows.Where(row => row.CreatedAt >= first);
        }

        if (filter.Before is { } before)
        {
            var end = JobListings.ToMicroseconds(before);
            rows = rows.Where(row => row.CreatedAt < end);
        }

        if (after is var (createdAt, id))
            rows = rows.Where(row => row.CreatedAt <= createdAt && (row.CreatedAt < createdAt || string.Compare(row.Id, id.Value) < 0));
        return Narrow(rows, filter);
    }

    /// <summary>Goes through the jobs that fit otherwise until there are enough with the text, or enough was looked at.</summary>
    private static async Task<JobPage> FindText(ReadModelDb db, JobFilter filter, JobPosition? after, int limit, CancellationToken cancel)
    {
        var found = new List<JobPosition>();
        for (var looked = 0; looked < MostLookedAt; looked += LookTogether)
        {
            var some = await Take(Jobs(db, filter with { Text = null }, after), LookTogether, cancel);
            found.AddRange(await Narrow(db, filter, some, cancel));
            if (found.Count > limit)
                return new JobPage(found.GetRange(0, limit), More: true);
            if (some.Count < LookTogether)
                return new JobPage(found, More: false);
            after = some[^1];
        }

        return new JobPage(found, More: false) { More = true, Next = after };
    }

    /// <summary>By what has no order: status, command and who asked.</summary>
    private static IQueryable<JobRow> Narrow(IQueryable<JobRow> rows, JobFilter filter)
    {
        if (filter.Status is { } status)
        {
            var name = FinishedJobs.NameOf(status);
            rows = rows.Where(row => row.Status == name);
        }

        if (filter.Command is { } command)
        {
            var stored = AnyText.Write(command);
            rows = rows.Where(row => JobColumns.Beginning(row.Command) == JobColumns.Beginning(stored) && JobColumns.Whole(row.Command) == stored);
        }

        if (filter.Text is { } text)
        {
            var part = AnyText.Write(text).ToLowerInvariant();
            rows = rows.Where(row => Sql.Lower(row.Command)!.Contains(part));
        }

        if (filter.RequestedBy is { } who)
        {
            var name = AnyText.Write(who);
            rows = rows.Where(row => JobColumns.Beginning(row.CreatedBy) == JobColumns.Beginning(name) && JobColumns.Whole(row.CreatedBy) == name);
        }

        return rows;
    }

    private static async Task<List<JobPosition>> Take(IQueryable<JobRow> rows, int count, CancellationToken cancel)
    {
        var found = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(count)
            .Select(row => new { row.CreatedAt, row.Id }).ToListAsync(cancel);
        return found.ConvertAll(row => new JobPosition(row.CreatedAt, new JobId(row.Id)));
    }

    /// <summary>Goes through the jobs with nodes in the same bucket, most of which have this one, until there are enough.</summary>
    private static async Task<List<JobPosition>> TakeWithNode(ReadModelDb db, JobFilter filter, JobPosition? after, int count, CancellationToken cancel)
    {
        var hash = NodeHashes.Of(filter.Node!.Value);
        var found = new List<JobPosition>();
        var together = Math.Max(count, LeastCandidates);
        while (true)
        {
            var rows = await Candidates(db, filter, NodeHashes.BucketOf(hash), after).Take(together).ToListAsync(cancel);
            var matching = rows.Where(row => NodeHashes.Has(row.Hashes, hash)).Select(row => new JobPosition(row.CreatedAt, new JobId(row.Job)));
            found.AddRange(await Narrow(db, filter, [.. matching], cancel));
            if (found.Count >= count)
                return found.GetRange(0, count);
            if (rows.Count < together)
                return found;
            after = new JobPosition(rows[^1].CreatedAt, new JobId(rows[^1].Job));
        }
    }

    /// <summary>By id, for a plan that the database cannot get wrong.</summary>
    private static async Task<IEnumerable<JobPosition>> Narrow(ReadModelDb db, JobFilter filter, List<JobPosition> jobs, CancellationToken cancel)
    {
        if (jobs.Count == 0 || filter is { Status: null, Command: null, Text: null, RequestedBy: null })
            return jobs;
        string[] ids = [.. jobs.Select(job => job.Id.Value)];
        var left = await Narrow(db.Jobs.Where(row => ids.Contains(row.Id)), filter).Select(row => row.Id).ToListAsync(cancel);
        return jobs.Where(job => left.Contains(job.Id.Value));
    }

    private static IQueryable<JobNodesRow> Candidates(ReadModelDb db, JobFilter filter, int bucket, JobPosition? after)
    {
        var rows = db.JobNodes.Where(row => row.Organization == filter.Organization && row.Bucket == bucket);
        if (filter.From is { } from)
        {
            var first = JobListings.ToMicroseconds(from);
            rows = rows.Where(row => row.CreatedAt >= first);
        }

        if (filter.Before is { } before)
        {
            var end = JobListings.ToMicroseconds(before);
            rows = rows.Where(row => row.CreatedAt < end);
        }

        if (after is var (createdAt, id))
            rows = rows.Where(row => row.CreatedAt <= createdAt && (row.CreatedAt < createdAt || string.Compare(row.Job, id.Value) < 0));
        return rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Job);
    }
}
