using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.TestKit;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.Tests.Hosts;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Tests.Jobs;

public sealed class LargeJobTests : VirtualHost
{
    [Fact]
    public async Task Ten_thousand_nodes_vote_run_and_end_in_few_writes()
    {
        const int Size = 10_000;
        NodeName[] nodes = [.. Enumerable.Range(0, Size).Select(number => new NodeName($"n{number}"))];
        var agents = new List<FakeAgent>(Size);
        foreach (var node in nodes)
            agents.Add(new FakeAgent(Sys, Presence, new(Organization, node), outbox: 8));
        await Quiet();
        var job = Spec(nodes);

        Journal.Holds = true;   // a disk slower than the nodes, at its slowest: every write is held until all have spoken
        var submitted = Ask(job, new JobCommand.Submit(job));
        await Quiet();
        await EndHold();
        Assert.Null((await submitted).Refusal);

        await All(new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await All(new AgentMessage.AckRun(job.Id.Value));
        await All(new AgentMessage.Succeeded(job.Id.Value));

        var finished = await Look(job);
        Assert.Equal(JobStatus.Complete, finished.Status());
        Assert.Equal(Size, finished.Nodes.Counts.Of(NodeState.Succeeded));
        Assert.Equal(7, Journal.Inserts);   // submit; then of each round the first report, and all the others
        Assert.All(agents, agent => Assert.Equal([typeof(ServerMessage.Commit), typeof(ServerMessage.Run), typeof(ServerMessage.Recorded)], agent.Heard().Select(said => said.GetType())));

        async Task All(AgentMessage message)
        {
            Journal.Holds = true;
            agents.ForEach(agent => agent.Say(message));
            await Quiet();
            await EndHold();
        }
    }

    [Fact]
    public async Task A_large_jobs_submit_is_answered_when_the_journal_has_it_and_not_when_it_is_listed()
    {
        var job = Spec(Names(1_001));
        Listed.Holds = true;

        var reply = Ask(job, new JobCommand.Submit(job));
        await Quiet();

        Assert.True(reply.IsCompleted);
        Assert.Null((await reply).Refusal);
    }

    [Fact]
    public async Task A_large_job_begins_no_more_nodes_than_presence_answers_for_and_waits_a_quarter_of_a_second_at_most()
    {
        var (presence, asker) = (CreateTestProbe(), CreateTestProbe());
        var near = new JobNeighbours(presence, CreateTestProbe(), CreateTestProbe(), new JobRoster(), Settings);
        var job = Spec(Names(4_000));
        var actor = Sys.ActorOf(Props.Create(() => new JobActor(job.Id, near)));

        actor.Tell(new JobCommand.Submit(job), asker);
        await Quiet();
        var first = Watchers(presence);
        Assert.Equal(1_000, first.Count);
        asker.ExpectMsg<JobReply>();   // answered while most nodes are still to be begun

        first.Take(499).ToList().ForEach(Answer);
        await Quiet();
        Assert.Empty(Watchers(presence));
        Answer(first[499]);
        await Quiet();
        Assert.Equal(1_000, Watchers(presence).Count);   // half of them have answered: more are begun

        await Pass(TimeSpan.FromMilliseconds(250));
        Assert.Equal(1_000, Watchers(presence).Count);   // the others' host may be lost
        await Pass(TimeSpan.FromMilliseconds(250));
        Assert.Equal(1_000, Watchers(presence).Count);

        void Answer(IActorRef watcher) => watcher.Tell(new PresenceNews(PresenceWord.Current, presence, PresenceState.Initial, null, AgentJobState.Idle) { Settling = TimeSpan.FromMinutes(1) });
    }

    [Fact]
    public async Task A_large_job_whose_nodes_are_all_off_ends_and_leaves_nothing_in_memory()
    {
        var nodes = Names(5_000);
        var job = Spec(nodes);

        await Submit(job);

        var over = await Look(job);
        Assert.Equal(JobStatus.QuorumFailed, over.Status());
        Assert.Equal(5_000, over.Nodes.Counts.Of(NodeState.Unavailable));
        await Pass(Settings.Linger);
        Assert.False(await JobActorOf(job).IsThere());
        Assert.False(await PresenceActorOf(nodes[0]).IsThere());
        Assert.False(await PresenceActorOf(nodes[^1]).IsThere());
    }

    [Fact]
    public async Task A_large_job_that_is_stopped_while_its_nodes_are_begun_ends_for_all_of_them()
    {
        var presence = CreateTestProbe();
        var near = new JobNeighbours(presence, CreateTestProbe(), CreateTestProbe(), new JobRoster(), Settings);
        var job = Spec(Names(3_000));
        var actor = Sys.ActorOf(Props.Create(() => new JobActor(job.Id, near)));
        actor.Tell(new JobCommand.Submit(job), ActorRefs.NoSender);
        await Quiet();
        Assert.Equal(1_000, Watchers(presence).Count);

        actor.Tell(new JobCommand.Abort("alice"), ActorRefs.NoSender);
        await Quiet();
        var told = Told(presence);
        Assert.Empty(told.OfType<PresenceMessage.Watch>());
        Assert.Equal(1_000, told.OfType<PresenceMessage.Unwatch>().Count());
        await Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(Watchers(presence));
    }

    private static NodeName[] Names(int count) => [.. Enumerable.Range(0, count).Select(number => new NodeName($"n{number}"))];

    private static List<PresenceMessage> Told(TestProbe presence)
    {
        var told = new List<PresenceMessage>();
        while (presence.HasMessages)
            told.Add((PresenceMessage)presence.ExpectMsg<ShardingEnvelope>().Message);
        return told;
    }

    private static List<IActorRef> Watchers(TestProbe presence) => [.. Told(presence).OfType<PresenceMessage.Watch>().Select(watch => watch.Watcher)];

    [Fact]
    public async Task Even_a_journal_without_delay_is_asked_less_than_once_a_report_and_the_list_three_times()
    {
        const int Size = 2_000;
        NodeName[] nodes = [.. Enumerable.Range(0, Size).Select(number => new NodeName($"n{number}"))];
        var job = Spec(nodes);
        foreach (var node in nodes)
        {
            var agent = new FakeAgent(Sys, Presence, new(Organization, node), outbox: 8);
            _ = agent.Obey();
        }

        await Quiet();
        await Submit(job);
        await AwaitConditionAsync(async () => await StatusOf(job) == JobStatus.Complete, TimeSpan.FromSeconds(60));

        Assert.InRange(Rows(job).Count, 2, 3 * Size / 2);   // votes, starts and outcomes
        Assert.Equal(3, Listed.Taken.Count);
    }
}
