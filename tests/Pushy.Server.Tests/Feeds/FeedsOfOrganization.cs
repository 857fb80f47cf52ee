using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Feeds;

/// <summary>Feeds of an organization of one test.</summary>
internal static class FeedsOfOrganization
{
    public static Task<FeedClient> Feed(this JobOrganization org, string job, string? lastEventId = null, bool pushJobs = false) =>
        FeedClient.Open(org.Server.Address, org.Path($"job_status_feed/{job}"), lastEventId: lastEventId, pushJobs: pushJobs);

    public static Task<FeedClient> OrganizationFeed(this JobOrganization org, string? lastEventId = null) =>
        FeedClient.Open(org.Server.Address, org.Path("job_status_feed"), lastEventId: lastEventId);

    /// <summary>All events of a job, from the first.</summary>
    public static async Task<List<FeedNews>> Told(this JobOrganization org, string job)
    {
        await using var feed = await org.Feed(job, lastEventId: "none");
        return await feed.All();
    }

    /// <summary>What events say, without ids and times.</summary>
    public static string[] Words(this IEnumerable<FeedNews> news) => [.. news.Select(one => one.Words)];
}
