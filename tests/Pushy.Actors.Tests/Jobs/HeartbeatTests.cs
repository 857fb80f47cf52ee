using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>lifecycle.md §6, what heartbeats tell.</summary>
public sealed class HeartbeatTests : VirtualHost
{
    private static AgentMessage.Heartbeat Idle => new(AgentJobState.Idle, null);

    [Fact]
    public async Task A_running_node_that_is_idle_twice_has_lost_the_job()
    {
        var (job, agents) = await Running(Web1);

        await Say(agents[0], Idle);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await Say(agents[0], Idle);

        Assert.Equal(new NodeEnding.LostJobWhileRunning(), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_ready_node_that_is_idle_twice_has_lost_the_job()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));

        await Say(agents[0], Idle, Idle);

        Assert.Equal(new NodeEnding.LostJobWhileVoting(), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_message_in_between_clears_the_note()
    {
        var (job, agents) = await Running(Web1);

        await Say(agents[0], Idle, new AgentMessage.AckRun(job.Id.Value), Idle);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await Say(agents[0], new AgentMessage.Heartbeat(AgentJobState.Running, job.Id.Value), Idle);

        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_silent_node_may_be_idle_as_long_as_the_vote_is_open()
    {
        var (job, agents) = await Voting(Web1);

        await Say(agents[0], Idle, Idle, Idle);

        Assert.Equal(NodeState.New, await StateOf(job, Web1));
        Assert.Empty(agents[0].Heard());
    }

    [Fact]
    public async Task Idle_heartbeats_that_list_the_outcome_do_not_lose_the_job()
    {
        var (job, agents) = await Running(Web1);
        var beat = Idle with { Outcomes = [job.Id.Value] };

        await Say(agents[0], beat, beat, beat);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_node_still_committed_after_the_quorum_is_told_to_run_again()
    {
        var (job, agents) = await Ready(Web1);

        await Say(agents[0], new AgentMessage.Heartbeat(AgentJobState.Committed, job.Id.Value));

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task A_heartbeat_that_runs_counts_as_the_start()
    {
        var (job, agents) = await Ready(Web1);

        await Say(agents[0], new AgentMessage.Heartbeat(AgentJobState.Running, job.Id.Value));

        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_committed_heartbeat_counts_as_the_vote()
    {
        var (job, agents) = await Voting(Web1, Web2);

        await Say(agents[0], new AgentMessage.Heartbeat(AgentJobState.Committed, job.Id.Value));

        Assert.Equal(NodeState.Ready, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_heartbeat_with_a_job_that_is_over_for_the_node_resets_it()
    {
        var (job, agents) = await Running(Web1, Web2);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        agents[0].Heard();

        await Say(agents[0], new AgentMessage.Heartbeat(AgentJobState.Running, job.Id.Value));

        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task Heartbeats_of_a_healthy_run_write_nothing()
    {
        var (job, agents) = await Running(Web1);
        var rows = Rows(job).Count;

        for (var i = 0; i < 20; i++)
            await Say(agents[0], new AgentMessage.Heartbeat(AgentJobState.Running, job.Id.Value));

        Assert.Equal(rows, Rows(job).Count);
        Assert.Empty(agents[0].Heard());
    }
}
