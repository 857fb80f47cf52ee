using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.TestKit;
using Pushy.Actors.Links;
using Pushy.Actors.Presence;
using Pushy.Actors.Tests.Hosts;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Presence;

/// <summary>What presence knew is gone when it fails: links close so that agents say hello again, and jobs watch again.</summary>
public sealed class PresenceCrashTests : VirtualHost
{
    private const string Unknown = "00000000000000000000000000000007";

    [Fact]
    public async Task The_link_is_closed_with_a_reason()
    {
        var agent = await Connect(Web1);

        await Crash(agent);

        Assert.Equal("the server lost track of this node, say hello again", await agent.Closed.Task);
        Assert.Equal(0, Roster.Connected);
    }

    [Fact]
    public async Task A_running_job_hears_its_node_again_when_it_is_back()
    {
        var (job, agents) = await Running(Web1);
        await Crash(agents[0]);
        await Pass(2);   // the job watches again

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });
        await Say(back, new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], back.Heard());
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_node_that_is_back_before_the_job_watches_again_loses_nothing()
    {
        var (job, agents) = await Running(Web1);
        await Crash(agents[0]);

        var back = await Connect(Web1, HelloOf(Web1) with { Outcomes = [job.Id.Value] });
        await Say(back, new AgentMessage.Succeeded(job.Id.Value) { Stdout = "out" });
        await Pass(2);

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], back.Heard());
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Single(Outputs.Taken);
    }

    [Fact]
    public async Task A_node_that_does_not_come_back_has_crashed_after_the_grace()
    {
        var (job, agents) = await Running(Web1);
        await Crash(agents[0]);

        await Pass(Settings.CrashGrace - TimeSpan.FromSeconds(2));
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await Pass(1);

        Assert.Equal(NodeState.Crashed, await StateOf(job, Web1));
    }

    [Fact]
    public async Task What_an_agent_says_before_presence_has_taken_its_link_waits_and_keeps_its_order()
    {
        var region = CreateTestProbe();
        var agent = new FakeAgent(Sys, region, new(Organization, Web1));
        await ExpectHello(region);
        await Say(agent, new AgentMessage.AckRun(Unknown), new AgentMessage.Succeeded(Unknown));
        Assert.False(region.HasMessages);

        agent.Link.Tell(new LinkAccepted(region));

        Assert.Equal(new AgentMessage.AckRun(Unknown), (await region.ExpectMsgAsync<PresenceMessage.FromAgent>()).Message);
        Assert.Equal(new AgentMessage.Succeeded(Unknown), (await region.ExpectMsgAsync<PresenceMessage.FromAgent>()).Message);
    }

    [Fact]
    public async Task A_link_that_nobody_took_knocks_again_and_holds_only_so_much()
    {
        var region = CreateTestProbe();
        var agent = new FakeAgent(Sys, region, new(Organization, Web1));
        await ExpectHello(region);

        await Pass(3);
        await ExpectHello(region);
        for (var i = 0; i <= LinkActor.MaxEarly; i++)
            agent.Say(new AgentMessage.Heartbeat(AgentJobState.Idle, null));

        Assert.Equal("the server is too busy, say hello again", await agent.Closed.Task);
    }

    private static async Task ExpectHello(TestProbe region) =>
        Assert.IsType<PresenceMessage.LinkOpened>((await region.ExpectMsgAsync<ShardingEnvelope>()).Message);

    /// <summary>Presence fails when it needs the job region, and that is not there.</summary>
    private async Task Crash(FakeAgent agent)
    {
        JobRegionIsAway = true;
        await Say(agent, new AgentMessage.AckRun(Unknown));
        JobRegionIsAway = false;
        await Pass(1);   // links are closed one after the other
    }

    [Fact]
    public async Task A_commit_that_was_lost_with_the_presence_is_said_again_even_if_the_agent_is_back_before_the_job_looks_for_it()
    {
        var (job, agents) = await Voting(Web1);
        await PresenceActorOf(Web1).Tell(Akka.Actor.PoisonPill.Instance);
        await Quiet();

        var back = await Connect(Web1);   // at once; the job watches again after a moment
        Assert.Empty(back.Heard());
        await Pass(2);

        Assert.Equal([CommitOf(job)], back.Heard());
        Assert.True(agents[0].Closed.Task.IsCompleted);
    }
}
