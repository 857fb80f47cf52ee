using Akka.Actor;
using Pushy.Actors.Presence;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>Jobs that are posted while presence may not know yet which nodes are there.</summary>
public sealed class SettlingTests : VirtualHost
{
    [Fact]
    public async Task A_node_that_comes_back_while_presence_settles_votes()
    {
        Settling.Disturb();
        var job = Spec(Web1);
        await Submit(job);
        await Pass(19);
        Assert.Equal(NodeState.New, await StateOf(job, Web1));

        var agent = await Connect(Web1);

        Assert.Equal([CommitOf(job)], agent.Heard());
        await Say(agent, new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal(JobStatus.Running, await StatusOf(job));
    }

    [Fact]
    public async Task One_that_does_not_come_is_unavailable_once_presence_has_settled()
    {
        Settling.Disturb();
        var job = Spec(Web1);
        await Submit(job);

        await Pass(20);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.NeverSeen), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_node_whose_connection_was_lost_a_moment_ago_has_the_same_time()
    {
        var before = await Connect(Web1);
        Settling.Disturb();
        await Hang(before);
        var job = Spec(Web1);
        await Submit(job);

        await Pass(19);
        Assert.Equal(NodeState.New, await StateOf(job, Web1));
        await Pass(1);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.Offline), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_node_that_was_voting_has_it_too_when_its_host_was_lost_and_not_only_the_grace_of_a_vote()
    {
        var (job, agents) = await Voting(Web1, Web2);
        Settling.Disturb();
        await Hang(agents[0]);

        await Pass(19);
        Assert.Equal(NodeState.New, await StateOf(job, Web1));
        await Pass(1);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.ConnectionLost), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task One_whose_agent_was_stopped_in_good_order_is_unavailable_at_once()
    {
        Settling.Disturb();
        await Hang(await Connect(Web1), DownReason.AgentStopped);
        var job = Spec(Web1);

        await Submit(job);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.Offline), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task The_vote_ends_when_it_would_have_ended_and_the_node_was_never_seen()
    {
        Settling.Disturb();
        var job = Spec(Web1) with { VoteWindow = TimeSpan.FromSeconds(3) };
        await Submit(job);

        await Pass(TimeSpan.FromSeconds(2.75));
        await Pass(TimeSpan.FromSeconds(0.25));

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.NeverSeen), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task Among_several_hosts_a_shard_that_began_here_has_time_to_settle_and_one_that_has_been_here_has_none()
    {
        Settling.HasHadOthers = true;
        var first = Spec(Web1);
        await Submit(first);
        Assert.Equal(NodeState.New, await StateOf(first, Web1));
        await Pass(20);
        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.NeverSeen), await EndingOf(first, Web1));

        var second = Spec(Web2);   // in the same shard, for here there is one
        await Submit(second);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.NeverSeen), await EndingOf(second, Web2));
    }

    [Fact]
    public async Task A_watch_that_got_lost_with_a_host_is_said_again()
    {
        var agent = await Connect(Web1);
        var lost = Spec(Web1);
        Presence.Tell(new Region.LoseNext());
        await Submit(lost);
        Assert.Empty(agent.Heard());

        await Pass(6);

        Assert.Equal([CommitOf(lost)], agent.Heard());
    }

    [Fact]
    public async Task A_commit_that_got_lost_with_presence_is_said_again_though_the_agent_was_back_first()
    {
        var (job, agents) = await Voting(Web1);
        await PresenceActorOf(Web1).Tell(PoisonPill.Instance);
        await Quiet();
        var back = await Connect(Web1);   // before the job asks the new presence

        await Pass(2);

        Assert.Equal([CommitOf(job)], back.Heard());
        Assert.Empty(agents[0].Heard());
    }
}
