using Akka.Actor;
using Akka.Hosting;
using Pushy.Actors;
using Pushy.Actors.Feeds;
using Pushy.Contracts.Feeds;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Jobs;
using Pushy.Server.Metrics;

namespace Pushy.Server.Feeds;

/// <summary><c>GET …/job_status_feed/ID</c> (feeds.md §6).</summary>
internal sealed class JobFeedRoute(JobReader jobs, IRequiredActor<JobFeeds> feeds, FeedStream stream, JobOptions options, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public void Map(RouteTable routes) =>
        routes.Map(new Route("GET", "/organizations/{org}/pushy/job_status_feed/{id}", FeedWriter.MediaType, Permission.ReadJobs, Serve) { Find = Find });

    private async ValueTask<object?> Find(RequestContext context) => await jobs.Find(context.Organization.Id, context.Values["id"], context.Aborted);

    private async ValueTask<Answer> Serve(RequestContext context)
    {
        var job = context.Found<JobState.Known>();
        var lastEventId = FeedRouting.LastEventId(context);
        await FeedStream.Begin(context);
        if (job is JobState.Finished finished && IsOver(finished) && (lastEventId is null || context.Dialect is Dialect.PushJobs))
            await SendSummary(context, finished);
        else
            await SendFeed(context.Http, new JobFeedKey(job.Spec.Id, job is JobState.Finished), new FeedReader(lastEventId));
        return new Answer.Written();
    }

    /// <summary>Whether the job ended long ago, or before this server's start.</summary>
    private bool IsOver(JobState.Finished job) => job.Since + options.Linger <= time.GetUtcNow() || job.Since < _started;

    private async Task SendSummary(RequestContext context, JobState.Finished job)
    {
        var writer = new FeedWriter();
        writer.WriteSummary(FeedId.Of(FeedId.OfJob, 1), time.GetUtcNow(), JobDocuments.Of(job, context.Dialect, includeFile: false));
        await context.Http.Response.BodyWriter.WriteAsync(writer.Take(), context.Aborted);
    }

    private async Task SendFeed(HttpContext http, JobFeedKey key, FeedReader reader)
    {
        feeds.ActorRef.Tell(new JoinFeed<JobFeedKey>(key, reader));
        try
        {
            await stream.Send(http, reader, ReaderKind.JobFeed);
        }
        finally
        {
            feeds.ActorRef.Tell(new LeaveFeed<JobFeedKey>(key, reader));
        }
    }
}
