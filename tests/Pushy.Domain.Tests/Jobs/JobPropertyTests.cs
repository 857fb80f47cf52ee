using CsCheck;
using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Jobs;

/// <summary>Long random lives of jobs of one to eight nodes. A failure prints a seed: set <c>CsCheck_Seed</c> to it.</summary>
public sealed class JobPropertyTests
{
    private const int Iterations = 2_000;

    private static readonly NodeName[] Names = [.. Enumerable.Range(1, 9).Select(n => new NodeName($"n{n}"))];   // the last is in no job

    private static readonly Gen<JobCommand> Command = Gen.Frequency(
        (60, Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, EveryReachable.Reports.Length - 1], (node, report) => (JobCommand)new JobCommand.Report(Names[node], EveryReachable.Reports[report]))),
        (20, Gen.Int[0, Names.Length - 1].Select(node => (JobCommand)new JobCommand.Report(Names[node], NodeReport.AckCommit.Instance))),
        (20, Gen.Int[0, Names.Length - 1].Select(node => (JobCommand)new JobCommand.Report(Names[node], new NodeReport.AckRun(null)))),
        (3, Gen.Const((JobCommand)JobCommand.CloseVote.Instance)),
        (1, Gen.Const((JobCommand)JobCommand.EndRun.Instance)),
        (1, Gen.Const((JobCommand)new JobCommand.Abort("ann"))));

    private static readonly Gen<Life> Lives = Gen.Select(
        Gen.Int[1, Names.Length - 1], Gen.Int[0, Names.Length], Gen.Select(Command, Gen.Int[0, 30]).Array[0, 120],
        (nodes, quorum, steps) => new Life(nodes, quorum, steps));

    [Fact]
    public void What_the_journal_has_is_what_the_job_was() => Lives.Sample(life =>
    {
        var (events, state) = Live(life);
        Assert.Equal(EveryReachable.Print(state), EveryReachable.Print(events.Aggregate(JobState.Initial, Job.Evolve)));
    }, iter: Iterations);

    [Fact]
    public void A_node_is_told_of_as_ready_started_and_ended_once_each_at_most() => Lives.Sample(life =>
    {
        var (events, _) = Live(life);
        AllDiffer(events.OfType<JobEvent.NodeReady>().Select(e => e.Node));
        AllDiffer(events.OfType<JobEvent.NodeStarted>().Select(e => e.Node));
        AllDiffer(events.OfType<JobEvent.NodeEnded>().Select(e => e.Node));
        AllDiffer(events.OfType<JobEvent.NodeStrayed>().Select(e => e.Node));
    }, iter: Iterations);

    [Fact]
    public void Nobody_starts_before_the_quorum_and_nobody_who_was_not_ready() => Lives.Sample(life =>
    {
        var (events, _) = Live(life);
        var quorum = events.FindIndex(e => e is JobEvent.QuorumReached);
        foreach (var (started, at) in events.Select((e, at) => (e as JobEvent.NodeStarted, at)).Where(entry => entry.Item1 is not null))
        {
            Assert.True(quorum >= 0 && quorum < at);
            Assert.Contains(events.Take(quorum), e => e is JobEvent.NodeReady(var node, _) && node == started!.Node);
        }
    }, iter: Iterations);

    [Fact]
    public void The_quorum_is_reached_with_enough_ready_nodes_and_fails_with_too_few() => Lives.Sample(life =>
    {
        var (events, _) = Live(life);
        var state = JobState.Initial;
        foreach (var @event in events)
        {
            if (state is JobState.Voting vote && @event is JobEvent.QuorumReached or JobEvent.QuorumFailed)
            {
                Assert.Equal(0, ((JobState.Voting)state).Nodes.Counts.Of(NodeState.New));
                Assert.Equal(@event is JobEvent.QuorumReached, ((JobState.Voting)state).Nodes.Counts.Of(NodeState.Ready) >= life.Quorum);
            }

            state = Job.Evolve(state, @event);
        }
    }, iter: Iterations);

    [Fact]
    public void Both_timers_end_every_job() => Lives.Sample(life =>
    {
        var (_, state) = Live(life);
        foreach (var timer in new JobCommand[] { JobCommand.CloseVote.Instance, JobCommand.EndRun.Instance })
            state = Job.Decide(state, timer, Some.Later).Events.Aggregate(state, Job.Evolve);
        Assert.IsType<JobState.Finished>(state);
        Assert.Equal(0, ((JobState.Finished)state).Nodes.Counts.Live);
    }, iter: Iterations);

    [Fact]
    public void The_feed_tells_the_end_of_every_job_once_and_last() => Lives.Sample(life =>
    {
        var (events, end) = Live(life);
        var state = JobState.Initial;
        List<FeedEvent> told = [];
        foreach (var @event in events)
        {
            if (@event is JobEvent.NodeStrayed && state is JobState.Finished)
                Assert.Fail("a finished job still tells of its nodes");
            told.AddRange(JobFeed.Of(state, @event));
            state = Job.Evolve(state, @event);
        }

        Assert.Equal("start", told[0].Name);
        Assert.Equal(end is JobState.Finished, told[^1].Name == "job_complete");
        Assert.Equal(end is JobState.Finished ? 1 : 0, told.Count(news => news.Name == "job_complete"));
    }, iter: Iterations);

    [Fact]
    public void However_the_journal_is_cut_into_rows_and_read_again_the_feed_tells_the_same_and_its_times_rise() => Gen.Select(Lives, Gen.Int[1, 7]).Sample((life, row) =>
    {
        var (events, _) = Live(life);
        var (whole, end) = JobFeedPlace.Start.Tell(events);
        List<FeedEntry> inRows = [];
        var place = JobFeedPlace.Start;
        foreach (var part in events.Chunk(row))
        {
            var (told, next) = place.Tell(part);
            place = next;
            inRows.AddRange(told);
        }

        Assert.Equal(whole, inRows);
        Assert.Equal((end.Count, end.Last), (place.Count, place.Last));
        Assert.Equal(Enumerable.Range(1, whole.Count).Select(n => (long)n), whole.Select(entry => entry.Number));
        Assert.All(whole.Zip(whole.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At));
        Assert.All(whole, entry => Assert.Equal(0, entry.At.Ticks % TimeSpan.TicksPerMicrosecond));
    }, iter: Iterations);

    private static void AllDiffer(IEnumerable<NodeName> nodes)
    {
        var list = nodes.ToList();
        Assert.Equal(list.Distinct(), list);
    }

    private static (List<JobEvent> Events, JobState End) Live(Life life)
    {
        var spec = Some.Spec(life.Quorum, Names[..life.Nodes]);
        List<JobEvent> events = [];
        var now = Some.Noon;
        var state = Take(JobState.Initial, new JobCommand.Submit(spec));
        foreach (var (command, seconds) in life.Steps)
        {
            now = now.AddSeconds(seconds);
            state = Take(state, command);
        }

        return (events, state);

        JobState Take(JobState before, JobCommand command)
        {
            var decided = Job.Decide(before, command, now).Events;
            events.AddRange(decided);
            return decided.Aggregate(before, Job.Evolve);
        }
    }

    private sealed record Life(int Nodes, int Quorum, (JobCommand Command, int Seconds)[] Steps)
    {
        public override string ToString() => $"{Nodes} nodes, quorum {Quorum}: {string.Join("; ", Steps.Select(step => $"+{step.Seconds}s {step.Command}"))}";
    }
}
