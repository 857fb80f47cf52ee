using Pushy.Actors.ReadModel;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>Output is stored before the outcome that brings it is, and so before the receipt.</summary>
public sealed class OutputTests : VirtualHost
{
    [Fact]
    public async Task Output_is_stored_with_the_outcome()
    {
        var (job, agents) = await Running(Web1);

        await Say(agents[0], new AgentMessage.Failed(job.Id.Value) { ExitStatus = 1, Stdout = "out", Stderr = "err", OutputTruncated = true });

        Assert.Equal([new JobOutput(job.Id, Web1, "out", "err", true)], Outputs.Taken);
        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task One_stream_alone_is_stored_and_none_is_not()
    {
        var (job, agents) = await Running(Web1, Web2);

        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value) { Stderr = "err" });
        await Say(agents[1], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal([new JobOutput(job.Id, Web1, null, "err", false)], Outputs.Taken);
    }

    [Fact]
    public async Task The_receipt_waits_until_the_output_is_stored()
    {
        var (job, agents) = await Running(Web1);
        Outputs.Holds = true;

        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value) { Stdout = "out" });
        Assert.Empty(agents[0].Heard());
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await ReleaseOutputs();

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task Output_that_cannot_be_stored_is_tried_again_each_second()
    {
        var (job, agents) = await Running(Web1);
        Outputs.Refuses = true;
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value) { Stdout = "out" });
        await Pass(3);
        Assert.Empty(agents[0].Heard());

        Outputs.Refuses = false;
        await Pass(1);

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
        Assert.Single(Outputs.Taken);
    }

    [Theory]
    [InlineData(DownReason.AgentStopped)]
    [InlineData(DownReason.ConnectionLost)]
    public async Task An_outcome_whose_output_is_still_being_stored_outlives_its_agent(DownReason why)
    {
        var (job, agents) = await Running(Web1);
        Outputs.Holds = true;
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value) { Stdout = "out" });

        await Hang(agents[0], why);
        await Pass(Settings.CrashGrace);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await ReleaseOutputs();

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_late_word_does_not_displace_an_outcome_whose_output_is_still_being_stored()
    {
        var (job, agents) = await Running(Web1);
        Outputs.Holds = true;

        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value) { Stdout = "out" }, new AgentMessage.AckRun(job.Id.Value));
        await ReleaseOutputs();

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task Output_that_arrives_before_a_restarted_job_watches_its_node_is_stored_too()
    {
        var (job, _) = await Running(Web1);
        await RestartHost();   // the job has not come back yet

        var back = await Connect(Web1, HelloOf(Web1) with { Outcomes = [job.Id.Value] });
        await Say(back, new AgentMessage.Succeeded(job.Id.Value) { Stdout = "out" });

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Equal([new JobOutput(job.Id, Web1, "out", null, false)], Outputs.Taken);
        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], back.Heard());
    }
}
