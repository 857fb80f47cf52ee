using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.ReadModel;

/// <summary>An event of an organization's feed.</summary>
[Table("org_feed")]
internal sealed class OrganizationFeedRow
{
    public const string Start = "start";
    public const string JobComplete = "job_complete";

    [Column("org_guid"), PrimaryKey(0)] public string Organization { get; set; } = "";

    [Column("seq"), PrimaryKey(1)] public long Sequence { get; set; }

    [Column("job_id"), NotNull] public string Job { get; set; } = "";

    [Column("name"), NotNull] public string Name { get; set; } = "";

    /// <summary>Microseconds since 1970, UTC.</summary>
    [Column("at")] public long At { get; set; }
}

/// <summary>The last number given in an organization's feed.</summary>
[Table("org_feed_heads")]
internal sealed class OrganizationFeedHeadRow
{
    [Column("org_guid"), PrimaryKey] public string Organization { get; set; } = "";

    [Column("seq")] public long Sequence { get; set; }
}

/// <summary>
/// Adds to organizations' feeds what a write to the list of jobs makes of it, in the same transaction: a job that was not listed started, one that was
/// not finished ended. So each is told once, however often a job is listed.
/// </summary>
internal static class OrganizationFeedRows
{
    /// <summary>Most old rows that one write deletes: more than it can add, so that it keeps up.</summary>
    private const int MaxDeleted = 2 * BatchWriter<JobState.Known>.MaxBatch * 2;

    /// <summary>What is new in these jobs. One state of each job.</summary>
    /// <param name="jobs">What is about to be written to the list.</param>
    /// <param name="listed">Those of them that the list has, and whether as finished.</param>
    public static IReadOnlyList<OrganizationFeedRow> NewsOf(IReadOnlyList<JobState.Known> jobs, IReadOnlyDictionary<string, bool> listed)
    {
        var news = new List<OrganizationFeedRow>();
        foreach (var job in jobs)
        {
            var known = listed.TryGetValue(job.Spec.Id.Value, out var finished);
            var start = FeedTimes.After(DateTimeOffset.MinValue, job.CreatedAt);
            if (!known)
                news.Add(Row(job, OrganizationFeedRow.Start, start));
            if (job is JobState.Finished && !finished)
                news.Add(Row(job, OrganizationFeedRow.JobComplete, FeedTimes.After(start, job.Since)));
        }

        return news;
    }

    /// <summary>Numbers the news and adds them; deletes what is older than is kept. Gives the organizations with news.</summary>
    /// <param name="kept">How long, measured back from the newest of the news.</param>
    public static async Task<IReadOnlyList<string>> Add(ReadModelDb db, IReadOnlyList<OrganizationFeedRow> news, TimeSpan kept)
    {
        // In one order everywhere, for the head's row stays locked until the commit: what has the next number is committed next, on whatever host.
        var grown = news.GroupBy(row => row.Organization).OrderBy(rows => rows.Key, StringComparer.Ordinal).ToList();
        foreach (var rows in grown)
        {
            var number = await Reserve(db, rows.Key, rows.Count());
            foreach (var row in rows)
                row.Sequence = ++number;
            await db.BulkCopyAsync(JobReadModel.AtOnce, rows);
            await Forget(db, rows.Key, rows.Max(row => row.At) - (long)kept.TotalMicroseconds);
        }

        return [.. grown.Select(rows => rows.Key)];
    }

    /// <summary>Takes numbers; gives the last one before them.</summary>
    private static async Task<long> Reserve(ReadModelDb db, string organization, int count)
    {
        var last = await db.QueryToListAsync<long>(
            "insert into org_feed_heads (org_guid, seq) values (@org, @count) on conflict (org_guid) do update set seq = org_feed_heads.seq + @count returning seq",
            DataParameter.Char("org", organization), DataParameter.Int64("count", count));
        return last[0] - count;
    }

    private static async Task Forget(ReadModelDb db, string organization, long before)
    {
        var rows = db.OrganizationFeed.Where(row => row.Organization == organization);
        if (await rows.OrderBy(row => row.Sequence).FirstOrDefaultAsync() is not { } oldest || oldest.At >= before)
            return;

        var first = await rows.Where(row => row.At >= before).OrderBy(row => row.Sequence).Select(row => row.Sequence).FirstAsync();   // the news themselves are that young
        var end = Math.Min(first, oldest.Sequence + MaxDeleted);
        await rows.Where(row => row.Sequence < end).DeleteAsync();
    }

    private static OrganizationFeedRow Row(JobState.Known job, string name, DateTimeOffset at) => new()
    {
        Organization = job.Spec.Organization,
        Job = job.Spec.Id.Value,
        Name = name,
        At = JobListings.ToMicroseconds(at),
    };
}
