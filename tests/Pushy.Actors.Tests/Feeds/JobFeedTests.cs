using System.Text;
using Akka.Actor;
using Pushy.Actors.Feeds;
using Pushy.Actors.Jobs;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Tests.Feeds;

/// <summary>A job's feed on one host, in virtual time (feeds.md §6).</summary>
public sealed class JobFeedTests : VirtualHost
{
    private static readonly string[] Success =
        ["job-1 start", "job-2 quorum_vote", "job-3 quorum_succeeded", "job-4 run_start", "job-5 run_complete", "job-6 job_complete"];

    private readonly IActorRef _feeds;

    public JobFeedTests()
    {
        var jobs = Sys.ActorOf(Producing.Of(() => new ToJobs(() => Jobs)));   // the region is another after a restart of the host
        _feeds = Sys.ActorOf(Producing.Of(() => new FeedHub<JobFeedKey>(key => Producing.Of(() => new JobFeedActor(key, jobs)))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whenever_a_reader_joins_it_gets_every_event_once(int steps)
    {
        var (job, agents) = await Voting(Web1);
        AgentMessage[] said = [new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value), new AgentMessage.Succeeded(job.Id.Value)];
        await Say(agents[0], said[..steps]);

        var reader = Join(job);
        await Say(agents[0], said[steps..]);   // not waiting for the reader to be there

        Assert.Equal(Success, Read(reader));
        Assert.Equal(FeedRead.Ended, reader.Read(1000, out _));
    }

    [Fact]
    public async Task A_row_that_is_written_while_a_reader_joins_comes_once()
    {
        var (job, agents) = await Running(Web1);
        Journal.Holds = true;
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        var reader = Join(job);
        await Quiet();
        Assert.Equal(Success[..4], Read(reader));   // nothing that may still be lost
        await EndHold();

        Assert.Equal(Success[4..], Read(reader));
    }

    [Fact]
    public async Task Readers_live_through_the_death_of_the_jobs_actor()
    {
        var (job, agents) = await Voting(Web1);
        var reader = Join(job);
        await Quiet();
        Assert.Equal(Success[..1], Read(reader));

        await Kill(job);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        await Kill(job);
        await Say(agents[0], new AgentMessage.AckRun(job.Id.Value), new AgentMessage.Succeeded(job.Id.Value));
        await Pass(5);

        Assert.Equal(Success[1..], Read(reader));
    }

    [Fact]
    public async Task A_write_that_failed_is_not_told()
    {
        var (job, agents) = await Running(Web1);
        var reader = Join(job);
        await Quiet();   // the reader has joined: the job's actor is not asked any more when it ends with the write
        Journal.Fails = true;
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        Journal.Fails = false;

        Assert.Equal(Success[..4], Read(reader));
    }

    [Fact]
    public async Task A_known_id_gets_what_follows_and_another_gets_everything()
    {
        var (job, _) = await Running(Web1);

        var (known, last, later) = (Join(job, "job-2"), Join(job, "job-4"), Join(job, "job-5"));
        await Quiet();

        Assert.Equal(Success[2..4], Read(known));
        Assert.Empty(Read(last));
        Assert.Equal(Success[..4], Read(later));
    }

    [Fact]
    public async Task A_finished_job_is_told_from_the_journal_and_not_woken()
    {
        var (job, agents) = await Running(Web1);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        await Pass(Settings.Linger);
        Assert.False(await JobActorOf(job).IsThere());

        var reader = Join(job, "job-4", finished: true);
        await Quiet();

        Assert.Equal(Success[4..], Read(reader));
        Assert.False(await JobActorOf(job).IsThere());
    }

    [Fact]
    public async Task A_finished_job_that_the_journal_does_not_have_cuts_its_readers_off()
    {
        var reader = Join(Spec(Web1), finished: true);
        await Quiet();

        Assert.Equal(FeedRead.Lost, reader.Read(1000, out _));
    }

    [Fact]
    public async Task The_last_reader_who_leaves_ends_the_feed_and_the_next_begins_it_again()
    {
        var (job, agents) = await Running(Web1);
        var (one, other) = (Join(job), Join(job));
        await Quiet();
        _feeds.Tell(new LeaveFeed<JobFeedKey>(new JobFeedKey(job.Id, false), one));
        await Quiet();
        Assert.True(await FeedIsThere());
        _feeds.Tell(new LeaveFeed<JobFeedKey>(new JobFeedKey(job.Id, false), other));
        var next = Join(job);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal(Success, Read(next));
        _feeds.Tell(new LeaveFeed<JobFeedKey>(new JobFeedKey(job.Id, false), next));
        await Quiet();
        Assert.False(await FeedIsThere());
    }

    [Fact]
    public async Task A_job_without_readers_tells_nobody_and_one_with_a_thousand_tells_one()
    {
        var (job, agents) = await Voting(Web1);
        var readers = Enumerable.Range(0, 1000).Select(_ => Join(job)).ToList();
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value), new AgentMessage.Succeeded(job.Id.Value));

        Assert.All(readers, reader => Assert.Equal(Success, Read(reader)));
        Assert.Single(Children());
    }

    private FeedReader Join(JobSpec job, string? lastEventId = null, bool finished = false)
    {
        var reader = new FeedReader(lastEventId);
        _feeds.Tell(new JoinFeed<JobFeedKey>(new JobFeedKey(job.Id, finished), reader));
        return reader;
    }

    private async Task<bool> FeedIsThere()
    {
        await Quiet();
        return Children().Any();
    }

    private IEnumerable<IActorRef> Children() => ((ActorRefWithCell)_feeds).Children;

    private static List<string> Read(FeedReader reader)
    {
        var text = new StringBuilder();
        while (reader.Read(1000, out var piece) is FeedRead.Text)
            text.Append(Encoding.UTF8.GetString(piece.Span));
        return [.. text.ToString().Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('\n')).Select(lines => $"{lines[1]["id: ".Length..]} {lines[0]["event: ".Length..]}")];
    }

    private sealed class ToJobs(Func<IActorRef> jobs) : UntypedActor
    {
        protected override void OnReceive(object message) => jobs().Forward(message);
    }
}
