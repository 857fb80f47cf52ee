using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>A new incarnation of an agent, told by its first word (lifecycle.md §6).</summary>
public sealed class AgentRestartTests : VirtualHost
{
    private static AgentMessage.Hello Reborn => HelloOf(Web1, "incarnation-2");

    [Fact]
    public async Task A_silent_node_that_was_restarted_is_asked_again()
    {
        var (job, agents) = await Voting(Web1);
        await Hang(agents[0]);

        var back = await Connect(Web1, Reborn);

        Assert.Equal([CommitOf(job)], back.Heard());
    }

    [Fact]
    public async Task A_node_that_had_voted_is_out_once_it_was_restarted()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));

        await Connect(Web1, Reborn);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.AgentRestarted), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_running_node_that_was_restarted_idle_has_crashed()
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);

        await Connect(Web1, Reborn);

        Assert.Equal(new NodeEnding.DownWhileRunning(DownReason.AgentRestarted), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_restarted_agent_with_the_outcome_in_hand_is_heard()
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);

        var back = await Connect(Web1, Reborn with { Outcomes = [job.Id.Value] });
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));   // it is about to say how it ended
        await Say(back, new AgentMessage.Failed(job.Id.Value) { ExitStatus = 7 });

        Assert.Equal(7, Assert.IsType<NodeEnding.Ended>(await EndingOf(job, Web1)).Result.ExitStatus);
        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], back.Heard());
    }

    [Fact]
    public async Task A_restarted_agent_that_says_it_lost_its_run_is_believed_and_gets_its_receipt()
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);

        var back = await Connect(Web1, Reborn with { Outcomes = [job.Id.Value] });
        await Say(back, new AgentMessage.Aborted(job.Id.Value) { Detail = "the agent was killed while the command ran" });

        Assert.Equal(new NodeEnding.BrokeOff("the agent was killed while the command ran"), await EndingOf(job, Web1));
        Assert.Contains(new ServerMessage.Recorded(job.Id.Value), back.Heard());
    }

    [Fact]
    public async Task A_restarted_agent_that_still_has_the_job_goes_on_with_it()
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);

        var back = await Connect(Web1, Reborn with { JobId = job.Id.Value, JobState = AgentJobState.Running });

        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        Assert.Empty(back.Heard());
    }

    [Fact]
    public async Task A_second_agent_under_the_same_name_takes_the_place_of_the_first()
    {
        var (job, agents) = await Running(Web1);

        await Connect(Web1, Reborn);

        Assert.Equal("replaced by a newer connection of this node", await agents[0].Closed.Task);
        Assert.Equal(NodeState.Crashed, await StateOf(job, Web1));
    }
}
