using Akka.Actor;
using Akka.Hosting;
using Pushy.Actors;
using Pushy.Actors.Feeds;
using Pushy.Contracts.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Server.Configuration;
using Pushy.Server.Feeds;
using Pushy.Server.Gateway;
using Pushy.Server.Metrics;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Jobs;

/// <summary>
/// Keeps a job's page up to date: <c>GET /ui/ORG/jobs/ID/events</c>. It follows the job where its feed does, and sends, a few times a second at most, those parts
/// of the page that changed and the nodes that did. Its ids are rows of the job's journal, so a browser may come back to any host.
/// </summary>
internal sealed class JobStream(
    IRequiredActor<JobFeeds> feeds, PageRenderer pages, FeedOptions options, JobOptions jobs, ServerMetrics metrics, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string MediaType = FeedWriter.MediaType;

    private const string IdPrefix = "row-";

    /// <summary>Any id that no feed gives: such a reader gets its place once the whole journal is read.</summary>
    private const string Outsider = "page";

    /// <summary>Least time between two updates.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>An update that was much work is followed by so many times as long a pause: whoever looks at a job takes a small part of a core, however large it is.</summary>
    private const int RestPerWork = 15;

    public async ValueTask<Answer> Serve(RequestContext context)
    {
        var job = context.Found<JobState.Known>();
        var known = FeedRouting.LastEventId(context) ?? context.Http.Request.Query["after"].ToString();   // a page that came back by itself cannot set the header
        var key = new JobFeedKey(job.Spec.Id, job is JobState.Finished);
        var reader = new FeedReader(Outsider);
        feeds.ActorRef.Tell(new JoinFeed<JobFeedKey>(key, reader));
        try
        {
            await FeedStream.Begin(context);
            await reader.Joined.WaitAsync(jobs.AskTimeout, time, context.Aborted);
            await Follow(context, reader, known);
        }
        catch (TimeoutException)
        {
            context.Http.Abort();   // the journal could not be read in time: the browser comes back
        }
        finally
        {
            feeds.ActorRef.Tell(new LeaveFeed<JobFeedKey>(key, reader));
        }

        return new Answer.Written();
    }

    private async Task Follow(RequestContext context, FeedReader reader, string known)
    {
        using var counted = metrics.Reads(ReaderKind.JobFeed);
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(context.Aborted);
        using var stopping = lifetime.ApplicationStopping.UnsafeRegister(one => ((FeedReader)one!).Wake(), reader);
        await using var alarm = time.CreateTimer(one => ((FeedReader)one!).Wake(), reader, options.KeepAlive, options.KeepAlive);
        var writer = new JobUpdates(pages, context.Organization.Name, known);
        while (!lifetime.ApplicationStopping.IsCancellationRequested && !reader.IsLost)
        {
            var since = time.GetTimestamp();
            var text = reader.Stand is { } stand ? await writer.Next(IdPrefix, stand, time.GetUtcNow()) : null;
            if (!await FeedStream.TrySend(context.Http, text ?? FeedWriter.KeepAlive, stall, options.StallTimeout))
            {
                context.Http.Abort();
                return;
            }

            if (writer.IsOver)
                return;
            if (text is not null)
                await Task.Delay(Pause + (time.GetElapsedTime(since) * RestPerWork), time, context.Aborted);
            await reader.Wait(context.Aborted);
        }
    }
}
