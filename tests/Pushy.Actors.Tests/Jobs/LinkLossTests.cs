using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>lifecycle.md §6, network loss: what counts is whether the node is back in time.</summary>
public sealed class LinkLossTests : VirtualHost
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_node_that_is_back_within_the_vote_grace_is_asked_again()
    {
        var (job, agents) = await Voting(Web1);
        await Hang(agents[0]);
        await Pass(Settings.VoteGrace - Moment);

        var back = await Connect(Web1);

        Assert.Equal([CommitOf(job)], back.Heard());
        await Pass(Settings.VoteGrace);
        Assert.Equal(NodeState.New, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_node_that_stays_away_is_out_of_the_vote_when_the_grace_is_over()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Hang(agents[0]);

        await Pass(Settings.VoteGrace - Moment);
        Assert.Equal(NodeState.New, await StateOf(job, Web1));
        await Pass(Moment);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.ConnectionLost), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_node_that_had_voted_and_comes_back_committed_keeps_its_vote()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        await Hang(agents[0]);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Committed });
        await Say(agents[1], new AgentMessage.AckCommit(job.Id.Value));

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], back.Heard());
    }

    [Fact]
    public async Task A_vote_that_the_server_never_got_counts_when_the_node_comes_back_committed()
    {
        var (job, agents) = await Voting(Web1);
        await Hang(agents[0]);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Committed });

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], back.Heard());
    }

    [Fact]
    public async Task A_node_that_had_voted_and_comes_back_idle_is_out()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        await Hang(agents[0]);

        await Connect(Web1);

        Assert.Equal(new NodeEnding.LostJobWhileVoting(), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_node_that_left_before_the_run_reached_it_is_told_again_when_it_is_back()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        await Hang(agents[0]);
        await Say(agents[1], new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal(JobStatus.Running, await StatusOf(job));

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Committed });

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], back.Heard());
    }

    [Fact]
    public async Task After_the_quorum_a_missing_node_gets_the_longer_grace_even_if_it_left_while_voting()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        await Hang(agents[0]);
        await Say(agents[1], new AgentMessage.AckCommit(job.Id.Value));

        await Pass(Settings.CrashGrace - Moment);
        Assert.Equal(NodeState.Ready, await StateOf(job, Web1));
        await Pass(Moment);

        Assert.Equal(new NodeEnding.DownWhileRunning(DownReason.ConnectionLost), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_running_node_that_is_back_within_the_crash_grace_goes_on_undisturbed()
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);
        await Pass(Settings.CrashGrace - Moment);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });
        await Pass(Settings.CrashGrace);

        Assert.Empty(back.Heard());
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_running_node_that_stays_away_has_crashed_when_the_grace_is_over()
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);

        await Pass(Settings.CrashGrace - Moment);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await Pass(Moment);

        Assert.Equal(new NodeEnding.DownWhileRunning(DownReason.ConnectionLost), await EndingOf(job, Web1));
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
    }

    [Fact]
    public async Task A_node_that_comes_back_too_late_and_still_runs_the_job_is_reset()
    {
        var (job, agents) = await Running(Web1, Web2);
        await Hang(agents[0]);
        await Pass(Settings.CrashGrace);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });

        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], back.Heard());
        Assert.Equal(NodeState.Crashed, await StateOf(job, Web1));
    }

    [Fact]
    public async Task The_outcome_of_a_node_that_comes_back_in_time_is_the_outcome_shown()
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);
        await Pass(Settings.CrashGrace - Moment);

        var back = await Connect(Web1, HelloOf(Web1) with { Outcomes = [job.Id.Value] });
        await Say(back, new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], back.Heard());
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_stopped_in_good_order_gets_no_grace(bool running)
    {
        var (job, agents) = running ? await Running(Web1) : await Voting(Web1);

        await Hang(agents[0], DownReason.AgentStopped);

        Assert.Equal(
            running ? new NodeEnding.DownWhileRunning(DownReason.AgentStopped) : new NodeEnding.DownWhileVoting(DownReason.AgentStopped),
            await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_newer_link_takes_over_and_the_older_is_closed_without_any_loss()
    {
        var (job, agents) = await Running(Web1);

        var newer = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });
        Assert.Equal("replaced by a newer connection of this node", await agents[0].Closed.Task);
        await Pass(Settings.CrashGrace);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));

        await Say(agents[0], new AgentMessage.Failed(job.Id.Value));   // nobody listens to it any more
        await Say(newer, new AgentMessage.Succeeded(job.Id.Value));
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task An_agent_that_reads_too_slowly_is_cut_off_and_may_come_back()
    {
        var slow = await Connect(Web1, outbox: 1);
        var first = Spec(Web1);
        var second = Spec(Web1);
        await Submit(first);

        await Submit(second);   // its commit finds the outbox full

        Assert.Equal("the agent reads too slowly", await slow.Closed.Task);
        Assert.Equal(NodeState.New, await StateOf(first, Web1));
        var back = await Connect(Web1);
        Assert.Equal(
            [first.Id.Value, second.Id.Value], back.Heard().Cast<ServerMessage.Commit>().Select(commit => commit.JobId).Order(StringComparer.Ordinal));
    }
}
