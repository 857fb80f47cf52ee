using System.Text.Json;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Actors.Feeds;
using Pushy.Contracts.Feeds;
using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.ReadModel;

/// <summary>An event of an organization's feed.</summary>
/// <param name="Number">From 1, without gaps, for ever.</param>
/// <param name="Job">The job that it is about.</param>
public sealed record OrganizationNews(long Number, FeedMessage Message, FeedJob Job);

/// <summary>Reads organizations' feeds.</summary>
public sealed class OrganizationFeedStore(DataOptions options)
{
    /// <summary>Number of the oldest event that was made at a time or later; of the one to come if there is none.</summary>
    public async Task<long> FirstSince(string organization, DateTimeOffset since)
    {
        await using var db = new ReadModelDb(options);
        var from = JobListings.ToMicroseconds(since);
        var head = await db.OrganizationFeedHeads.Where(row => row.Organization == organization).Select(row => row.Sequence).FirstOrDefaultAsync();   // first: what comes meanwhile is younger
        var oldest = await db.OrganizationFeed.Where(row => row.Organization == organization && row.At >= from).OrderBy(row => row.Sequence)
            .Select(row => (long?)row.Sequence).FirstOrDefaultAsync();
        return oldest ?? head + 1;
    }

    /// <summary>The events from a number on, in order.</summary>
    public async Task<IReadOnlyList<OrganizationNews>> Read(string organization, long from, int limit)
    {
        await using var db = new ReadModelDb(options);
        var rows = await (
            from news in db.OrganizationFeed
            join job in db.Jobs on news.Job equals job.Id
            where news.Organization == organization && news.Sequence >= @from
            orderby news.Sequence
            select new { news.Sequence, news.Name, news.At, job.Id, job.Status, job.Command, job.RunTimeout, job.Quorum, job.NodeCount, job.CreatedBy, job.User, job.Dir, job.Env, job.FileSpecified, job.Capture, job.CreatedAt, job.StarterId })
            .Take(limit).ToListAsync();
        return rows.ConvertAll(row => new OrganizationNews(row.Sequence, new FeedMessage(row.Name, FeedId.Of(FeedId.OfOrganization, row.Sequence), JobListings.FromMicroseconds(row.At))
        {
            Job = row.Id,
            Status = row.Name == OrganizationFeedRow.JobComplete ? row.Status : null,
            Start = row.Name != OrganizationFeedRow.Start ? null : new FeedStart(row.Command, row.RunTimeout, row.Quorum, row.NodeCount, row.CreatedBy)
            {
                JobUser = row.User,
                Dir = row.Dir,
                Env = row.Env is { } env ? JsonSerializer.Deserialize(env, EnvContext.Default.IReadOnlyDictionaryStringString) : null,
                FileSpecified = row.FileSpecified,
                Capture = row.Capture,
            },
        }, new FeedJob(new JobId(row.Id), row.CreatedAt, row.CreatedBy, row.StarterId)));
    }
}
