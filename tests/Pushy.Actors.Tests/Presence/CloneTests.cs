using Pushy.Actors.Presence;
using Pushy.Actors.Tests.Hosts;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Tests.Presence;

/// <summary>Two machines have one node's key (docs/decisions/0205): the one that has the link keeps it for as long as it answers.</summary>
public sealed class CloneTests : VirtualHost
{
    private static readonly TimeSpan Probe = PresenceSettings.Default.Probe;

    private static readonly NodeKey Key = new(Organization, Web1);

    [Fact]
    public async Task A_clone_is_refused_while_the_first_answers_and_the_job_goes_on()
    {
        var (job, agents) = await Running(Web1);
        var clone = await Connect(Web1, HelloOf(Web1, "clone"));

        Assert.Equal([new ServerMessage.Abort(Newcomers.Question)], agents[0].Heard());
        await Say(agents[0], new AgentMessage.Aborted(Newcomers.Question));   // as agents of any version answer what they do not have

        Assert.Equal("this node is in use: its agent at another address answers", await clone.Closed.Task);
        Assert.False(agents[0].Closed.Task.IsCompleted);
        await Pass(Probe * 2);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task The_answer_makes_nothing_of_a_job_that_is_committed_or_of_the_nodes_state()
    {
        var (job, agents) = await Voting(Web1);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        var before = Roster.Find(Key);
        await Connect(Web1, HelloOf(Web1, "clone"));
        await Say(agents[0], new AgentMessage.Aborted(Newcomers.Question));

        Assert.Equal(before, Roster.Find(Key));
    }

    [Fact]
    public async Task One_that_does_not_answer_loses_the_link_when_its_time_is_up_and_not_before()
    {
        var first = await Connect(Web1);
        var second = await Connect(Web1, HelloOf(Web1, "restarted"));

        await Pass(Probe - TimeSpan.FromSeconds(1));
        Assert.False(first.Closed.Task.IsCompleted);
        await Pass(1);

        Assert.Equal("replaced by a newer connection of this node", await first.Closed.Task);
        Assert.Equal("restarted", ((PresenceState.Online)Roster.Find(Key)).Incarnation);
        Assert.False(second.Closed.Task.IsCompleted);
    }

    [Fact]
    public async Task One_whose_link_ends_meanwhile_loses_it_at_once()
    {
        var first = await Connect(Web1);
        await Connect(Web1, HelloOf(Web1, "restarted"));

        await Hang(first);

        Assert.Equal("restarted", ((PresenceState.Online)Roster.Find(Key)).Incarnation);
    }

    [Fact]
    public async Task An_agent_that_comes_by_another_way_is_not_kept_waiting_for_itself()
    {
        var first = await Connect(Web1);
        await Connect(Web1);

        Assert.Equal("replaced by a newer connection of this node", await first.Closed.Task);
        Assert.Empty(first.Heard());
    }

    [Fact]
    public async Task What_the_first_says_of_its_own_accord_is_no_answer()
    {
        var first = await Connect(Web1);
        await Connect(Web1, HelloOf(Web1, "restarted"));
        await Say(first, new AgentMessage.Heartbeat(AgentJobState.Idle, null));   // may have been under way when it was killed

        await Pass(Probe);

        Assert.Equal("restarted", ((PresenceState.Online)Roster.Find(Key)).Incarnation);
    }

    [Fact]
    public async Task Of_many_clones_each_is_refused_and_the_first_is_asked_once()
    {
        var first = await Connect(Web1);
        var clones = new List<FakeAgent>();
        for (var i = 0; i <= LinkContest.MaxWaiting; i++)
            clones.Add(await Connect(Web1, HelloOf(Web1, $"clone-{i}")));

        Assert.Single(first.Heard());
        Assert.True(clones[^1].Closed.Task.IsCompleted);   // one more than may wait
        await Say(first, new AgentMessage.Aborted(Newcomers.Question));

        foreach (var clone in clones)
            Assert.Contains("in use", await clone.Closed.Task, StringComparison.Ordinal);
        Assert.Equal("incarnation-1", ((PresenceState.Online)Roster.Find(Key)).Incarnation);
    }

    [Fact]
    public async Task When_the_first_is_gone_the_clone_that_came_first_has_the_node_and_the_next_is_refused_by_it()
    {
        await Connect(Web1);
        var one = await Connect(Web1, HelloOf(Web1, "one"));
        var other = await Connect(Web1, HelloOf(Web1, "other"));

        await Pass(Probe);
        Assert.Contains(new ServerMessage.Abort(Newcomers.Question), one.Heard());
        await Say(one, new AgentMessage.Aborted(Newcomers.Question));

        Assert.Contains("in use", await other.Closed.Task, StringComparison.Ordinal);
        Assert.Equal("one", ((PresenceState.Online)Roster.Find(Key)).Incarnation);
    }

    [Fact]
    public async Task A_newcomer_that_comes_again_while_it_waits_is_the_same_one()
    {
        await Connect(Web1);
        var once = await Connect(Web1, HelloOf(Web1, "restarted"));
        var again = await Connect(Web1, HelloOf(Web1, "restarted"));
        Assert.Equal("replaced by a newer connection of this node", await once.Closed.Task);

        await Pass(Probe);

        Assert.Equal("restarted", ((PresenceState.Online)Roster.Find(Key)).Incarnation);
        Assert.False(again.Closed.Task.IsCompleted);
    }
}
