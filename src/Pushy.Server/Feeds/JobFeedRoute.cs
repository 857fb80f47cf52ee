using Akka.Actor;
using Akka.Hosting;
using Pushy.Actors;
using Pushy.Actors.Feeds;
using Pushy.Contracts.Feeds;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Domain.Permissions;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Jobs;
using Pushy.Server.Metrics;

namespace Pushy.Server.Feeds;

/// <summary><c>GET …/job_status_feed/ID</c> (feeds.md §6).</summary>
internal sealed class JobFeedRoute(JobSights sights, IRequiredActor<JobFeeds> feeds, FeedStream stream, JobOptions options, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public void Map(RouteTable routes) =>
        routes.Map(new Route("GET", "/organizations/{org}/pushy/job_status_feed/{id}", FeedWriter.MediaType, Permission.ReadJobs, Serve) { Find = Find });

    private async ValueTask<object?> Find(RequestContext context) => await sights.Find(context);

    private async ValueTask<Answer> Serve(RequestContext context)
    {
        var job = context.Found<JobState.Known>();
        var lastEventId = FeedRouting.LastEventId(context);
        var eyes = await sights.Of(context);
        await FeedStream.Begin(context);
        if (job is JobState.Finished finished && IsOver(finished) && (lastEventId is null || context.Dialect is Dialect.PushJobs))
            await SendSummary(context, finished, eyes);
        else
            await SendFeed(context.Http, new JobFeedKey(job.Spec.Id, job is JobState.Finished), new FeedReader(lastEventId), ViewOf(eyes.Of(job), eyes.Viewer.Node?.Value));
        return new Answer.Written();
    }

    /// <summary>Whether the job ended long ago, or before this server's start.</summary>
    private bool IsOver(JobState.Finished job) => job.Since + options.Linger <= time.GetUtcNow() || job.Since < _started;

    private async Task SendSummary(RequestContext context, JobState.Finished job, JobEyes eyes)
    {
        var writer = new FeedWriter();
        writer.WriteSummary(FeedId.Of(FeedId.OfJob, 1), time.GetUtcNow(), JobDocuments.Of(job, context.Dialect, includeFile: false, eyes.Of(job), eyes.Viewer.Node));
        await context.Http.Response.BodyWriter.WriteAsync(writer.Take(), context.Aborted);
    }

    /// <summary>Without secrets; and of one node alone where no other is seen.</summary>
    private static FeedView? ViewOf(JobSight sight, string? own) => sight switch
    {
        JobSight.All => null,
        JobSight.Shape => new FeedView(_ => ValueTask.FromResult(EventSight.Veiled)),
        _ => new FeedView(item => ValueTask.FromResult(item.Node is null || item.Node == own ? EventSight.Veiled : EventSight.Nothing)),
    };

    private async Task SendFeed(HttpContext http, JobFeedKey key, FeedReader reader, FeedView? view)
    {
        feeds.ActorRef.Tell(new JoinFeed<JobFeedKey>(key, reader));
        try
        {
            await stream.Send(http, reader, ReaderKind.JobFeed, view);
        }
        finally
        {
            feeds.ActorRef.Tell(new LeaveFeed<JobFeedKey>(key, reader));
        }
    }
}
