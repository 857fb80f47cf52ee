using System.Text;
using Akka.Actor;
using Pushy.Actors.Feeds;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Tests.Feeds;

/// <summary>A job's feed on a host that is not the job's: what the job tells may get lost on the way, or be late.</summary>
public sealed class FarJobFeedTests : VirtualHost
{
    private readonly Losses _losses = new();
    private readonly IActorRef _feeds;

    public FarJobFeedTests()
    {
        var jobs = Sys.ActorOf(Producing.Of(() => new ToJobs(() => Jobs, _losses)));
        _feeds = Sys.ActorOf(Producing.Of(() => new FeedHub<JobFeedKey>(key => Producing.Of(() => new JobFeedActor(key, jobs)))));
    }

    [Fact]
    public async Task A_row_that_got_lost_is_told_within_seconds_and_once()
    {
        var (job, agents) = await Running(Web1);
        var reader = Join(job);
        await Quiet();
        Read(reader);
        _losses.OfNews = true;
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        Assert.Empty(Read(reader));

        await Pass(5);

        Assert.Equal(["job-5", "job-6"], Read(reader));
        Assert.Equal(FeedRead.Ended, reader.Read(1000, out _));
    }

    [Fact]
    public async Task A_row_that_got_lost_comes_before_the_next_one()
    {
        var (job, agents) = await Ready(Web1);
        var reader = Join(job);
        await Quiet();
        Read(reader);
        _losses.OfNews = true;
        await Say(agents[0], new AgentMessage.AckRun(job.Id.Value));
        _losses.OfNews = false;

        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal(["job-4", "job-5", "job-6"], Read(reader));
    }

    [Fact]
    public async Task A_reader_who_brings_an_id_from_a_host_that_is_ahead_gets_what_follows_it()
    {
        var (job, agents) = await Voting(Web1);
        var first = Join(job);   // the feed is here, and behind from now on
        await Quiet();
        _losses.OfNews = true;
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        _losses.OfNews = false;

        var reader = Join(job, "job-2");
        await Quiet();

        Assert.Equal(["job-3"], Read(reader));
        Assert.Equal(["job-1", "job-2", "job-3"], Read(first));
    }

    [Fact]
    public async Task An_id_that_no_host_gave_gets_everything()
    {
        var (job, _) = await Voting(Web1);
        var first = Join(job);
        await Quiet();

        var reader = Join(job, "job-9");
        await Quiet();

        Assert.Equal(["job-1"], Read(reader));
        Assert.Equal(["job-1"], Read(first));
    }

    private FeedReader Join(JobSpec job, string? lastEventId = null)
    {
        var reader = new FeedReader(lastEventId);
        _feeds.Tell(new JoinFeed<JobFeedKey>(new JobFeedKey(job.Id, Finished: false), reader));
        return reader;
    }

    private static List<string> Read(FeedReader reader)
    {
        var text = new StringBuilder();
        while (reader.Read(1000, out var piece) is FeedRead.Text)
            text.Append(Encoding.UTF8.GetString(piece.Span));
        return [.. text.ToString().Split('\n').Where(line => line.StartsWith("id: ", StringComparison.Ordinal)).Select(line => line[4..])];
    }

    private sealed class Losses
    {
        public volatile bool OfNews;
    }

    /// <summary>The region of jobs as another host sees it: each asker is told by its own way.</summary>
    private sealed class ToJobs(Func<IActorRef> jobs, Losses losses) : UntypedActor
    {
        private readonly Dictionary<IActorRef, IActorRef> _ways = [];

        protected override void OnReceive(object message)
        {
            var asker = Sender;
            if (!_ways.TryGetValue(asker, out var way))
                _ways.Add(asker, way = Context.ActorOf(Producing.Of(() => new Way(asker, losses))));
            jobs().Tell(message, way);
        }
    }

    private sealed class Way(IActorRef to, Losses losses) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not JobNews || !losses.OfNews)
                to.Tell(message, Self);
        }
    }
}
