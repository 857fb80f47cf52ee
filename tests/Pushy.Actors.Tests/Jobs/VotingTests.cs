using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>lifecycle.md §4.1 and the vote rule of §5.</summary>
public sealed class VotingTests : VirtualHost
{
    [Fact]
    public async Task A_job_asks_every_node_for_its_vote_and_runs_when_all_have_said_yes()
    {
        var (job, agents) = await Voting(Web1, Web2);

        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal(NodeState.Ready, await StateOf(job, Web1));
        Assert.Empty(agents[0].Heard());   // the other has not voted
        await Say(agents[1], new AgentMessage.AckCommit(job.Id.Value));

        Assert.Equal(JobStatus.Running, await StatusOf(job));
        Assert.All(agents, agent => Assert.Equal([new ServerMessage.Run(job.Id.Value)], agent.Heard()));
    }

    [Fact]
    public async Task The_commit_carries_how_to_run_the_command()
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1) with { Command = "chef-client", Options = new RunOptions("deploy", "/srv", null, "raw:x", CaptureOutput: true) };

        await Submit(job);

        Assert.Equal(
            [new ServerMessage.Commit(job.Id.Value, "chef-client") { User = "deploy", Dir = "/srv", File = "raw:x", Capture = true, RunTimeout = 300 }], agent.Heard());
    }

    [Fact]
    public async Task A_no_ends_the_nodes_part_with_its_reason()
    {
        var (job, agents) = await Voting(Web1);

        await Say(agents[0], new AgentMessage.NackCommit(job.Id.Value) { Reason = "not_whitelisted", Detail = "true" });

        Assert.Equal(new NodeEnding.Nacked(NackReason.NotWhitelisted, "true"), await EndingOf(job, Web1));
        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
        Assert.Empty(agents[0].Heard());   // it holds nothing, so there is nothing to abort
    }

    [Fact]
    public async Task A_node_that_was_never_seen_is_unavailable_at_once()
    {
        var job = Spec(Web1);

        await Submit(job);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.NeverSeen), await EndingOf(job, Web1));
        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
    }

    [Fact]
    public async Task A_node_that_has_left_is_unavailable_at_once()
    {
        await Hang(await Connect(Web1));
        var job = Spec(Web1);

        await Submit(job);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.Offline), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_node_that_is_being_reset_is_unavailable_at_once()
    {
        var (first, agents) = await Voting(Web1);
        await Pass(60);   // silent: dropped and told to abort
        var job = Spec(Web1);

        await Submit(job);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.Resetting), await EndingOf(job, Web1));
        Assert.DoesNotContain(agents[0].Heard(), said => said is ServerMessage.Commit);
        Assert.Equal(new NodeEnding.VoteTimeout(), await EndingOf(first, Web1));
    }

    [Fact]
    public async Task A_name_that_no_node_can_bear_is_unavailable_and_nobody_is_asked_for_it()
    {
        var name = new NodeName("../etc/passwd");
        var job = Spec(name);

        await Submit(job);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.NotANodeName), await EndingOf(job, name));
        Assert.False(await PresenceActorOf(name).IsThere());
    }

    [Fact]
    public async Task A_silent_node_holds_the_vote_for_its_whole_window_and_is_then_dropped_and_reset()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));

        await Pass(59);
        Assert.Equal(JobStatus.Voting, await StatusOf(job));
        await Pass(1);

        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
        Assert.Equal(new NodeEnding.QuorumFailed(), await EndingOf(job, Web1));
        Assert.Equal(new NodeEnding.VoteTimeout(), await EndingOf(job, Web2));
        Assert.All(agents, agent => Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agent.Heard()));
    }

    [Fact]
    public async Task The_others_run_when_the_window_closes_and_they_are_enough()
    {
        var (job, agents) = await VotingOf(Spec(Web1, Web2) with { Quorum = 1 });
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));

        await Pass(60);

        Assert.Equal(JobStatus.Running, await StatusOf(job));
        Assert.Equal([new ServerMessage.Run(job.Id.Value)], agents[0].Heard());
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[1].Heard());
    }

    [Fact]
    public async Task A_vote_that_can_no_longer_be_won_still_waits_for_every_vote()
    {
        var (job, agents) = await Voting(Web1, Web2);

        await Say(agents[0], new AgentMessage.NackCommit(job.Id.Value));
        Assert.Equal(JobStatus.Voting, await StatusOf(job));
        await Say(agents[1], new AgentMessage.AckCommit(job.Id.Value));

        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[1].Heard());
    }

    [Fact]
    public async Task A_quorum_of_none_is_reached_by_nobody()
    {
        var job = Spec(Web1) with { Quorum = 0 };

        await Submit(job);

        Assert.Equal(JobStatus.Complete, await StatusOf(job));
    }

    [Fact]
    public async Task A_quorum_above_the_number_of_nodes_is_never_reached()
    {
        var (job, agents) = await VotingOf(Spec(Web1) with { Quorum = 2 });

        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));

        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task A_node_that_takes_its_yes_back_is_unavailable_and_reset()
    {
        var (job, agents) = await Voting(Web1, Web2);

        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.NackCommit(job.Id.Value) { Reason = "stopping" });

        Assert.Equal(new NodeEnding.TookVoteBack(NackReason.Stopping, null), await EndingOf(job, Web1));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[0].Heard());
    }

    public static TheoryData<AgentMessage> OutOfTurn()
    {
        var job = $"{1:x32}";
        return [new AgentMessage.AckRun(job), new AgentMessage.NackRun(job), new AgentMessage.Succeeded(job), new AgentMessage.Failed(job), new AgentMessage.Aborted(job)];
    }

    [Theory]
    [MemberData(nameof(OutOfTurn))]
    public async Task What_has_no_place_in_a_vote_makes_the_node_unavailable_and_resets_it(AgentMessage said)
    {
        var (job, agents) = await Voting(Web1, Web2);

        await Say(agents[0], said);

        Assert.Equal(new NodeEnding.OutOfTurnWhileVoting(), await EndingOf(job, Web1));
        Assert.Contains(new ServerMessage.Abort(job.Id.Value), agents[0].Heard());
        Assert.Equal(JobStatus.Voting, await StatusOf(job));
    }

    [Fact]
    public async Task A_yes_said_twice_counts_once()
    {
        var (job, agents) = await Voting(Web1, Web2);

        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckCommit(job.Id.Value));

        Assert.Equal([typeof(JobEvent.Submitted), typeof(JobEvent.NodeReady)], Rows(job).SelectMany(row => row.Events).Select(one => one.GetType()));
        Assert.Empty(agents[0].Heard());
    }

    [Fact]
    public async Task A_busy_node_is_asked_all_the_same_and_may_refuse()
    {
        var (first, agents) = await Running(Web1);
        var second = Spec(Web1);

        await Submit(second);
        Assert.Equal([CommitOf(second)], agents[0].Heard());
        await Say(agents[0], new AgentMessage.NackCommit(second.Id.Value) { Reason = "busy" });

        Assert.Equal(new NodeEnding.Nacked(NackReason.Busy, null), await EndingOf(second, Web1));
        Assert.Equal(NodeState.Running, await StateOf(first, Web1));
    }

    [Fact]
    public async Task A_job_that_drops_a_silent_node_does_not_abort_what_that_node_runs_for_another()
    {
        var (first, agents) = await Running(Web1);
        var second = Spec(Web1);
        await Submit(second);
        agents[0].Heard();

        await Pass(60);

        Assert.Equal(new NodeEnding.VoteTimeout(), await EndingOf(second, Web1));
        Assert.Empty(agents[0].Heard());
        Assert.Equal(NodeState.Running, await StateOf(first, Web1));
    }

    private async Task<(JobSpec Job, Hosts.FakeAgent[] Agents)> VotingOf(JobSpec job)
    {
        var agents = new List<Hosts.FakeAgent>();
        foreach (var node in job.Nodes)
            agents.Add(await Connect(node));
        await Submit(job);
        agents.ForEach(agent => Assert.Single(agent.Heard()));
        return (job, [.. agents]);
    }
}
