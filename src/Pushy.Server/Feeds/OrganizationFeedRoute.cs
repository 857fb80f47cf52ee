using Akka.Actor;
using Akka.Hosting;
using Pushy.Actors;
using Pushy.Actors.Feeds;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Feeds;
using Pushy.Domain.Permissions;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Jobs;
using Pushy.Server.Metrics;
using Pushy.Server.Storage;

namespace Pushy.Server.Feeds;

/// <summary><c>GET …/job_status_feed</c> (feeds.md §7).</summary>
internal sealed class OrganizationFeedRoute(JobSights sights, JobPages pages, IRequiredActor<OrganizationFeeds> feeds, FeedStream stream, JobOptions options, TimeProvider time)
{
    public void Map(RouteTable routes) =>
        routes.Map(new Route("GET", "/organizations/{org}/pushy/job_status_feed", FeedWriter.MediaType, Permission.ReadJobs, Serve));

    private async ValueTask<Answer> Serve(RequestContext context)
    {
        var organization = context.Organization.Id;
        var reader = new FeedReader(FeedRouting.LastEventId(context));
        feeds.ActorRef.Tell(new JoinFeed<string>(organization, reader));
        try
        {
            await Join(reader, context.Aborted);
            await FeedStream.Begin(context);
            await stream.Send(context.Http, reader, ReaderKind.OrganizationFeed, new FeedView(item => SightOf(item, context)));
            return new Answer.Written();
        }
        finally
        {
            feeds.ActorRef.Tell(new LeaveFeed<string>(organization, reader));
        }
    }

    /// <summary>By what groups say at the time of the event, for a feed may be read for days.</summary>
    private async ValueTask<EventSight> SightOf(FeedItem item, RequestContext context)
    {
        if (item.Job is not { } job)
            return EventSight.All;
        var eyes = await sights.Of(context);
        var isTarget = eyes.OnlyNode is not { } node || await pages.Has(context.Organization.Id, new JobPosition(job.CreatedAt, job.Id), node, context.Aborted);
        return eyes.Of(new JobStarter(job.RequestedBy, job.StarterId), isTarget) switch
        {
            JobSight.Nothing => EventSight.Nothing,
            JobSight.All => EventSight.All,
            _ => EventSight.Veiled,
        };
    }

    /// <summary>The reader has its place before the answer begins: whatever happens after that is told.</summary>
    private async Task Join(FeedReader reader, CancellationToken cancel)
    {
        try
        {
            await reader.Joined.WaitAsync(options.AskTimeout, time, cancel);
        }
        catch (TimeoutException)
        {
            throw new StorageUnavailableException("the organization's feed could not be read");
        }
    }
}
