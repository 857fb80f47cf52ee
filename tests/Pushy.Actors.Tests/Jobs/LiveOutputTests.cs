using Pushy.Actors.ReadModel;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>Output that comes piece by piece: receipts follow the storing, and the outcome follows the output.</summary>
public sealed class LiveOutputTests : VirtualHost
{
    [Fact]
    public async Task A_piece_gets_its_receipt_when_it_is_stored()
    {
        var (job, agents) = await Running(Web1);
        Outputs.Holds = true;

        await Say(agents[0], Piece(job.Id.Value, 0, 1, 2));
        Assert.Empty(agents[0].Heard());
        await ReleaseOutputs();

        Assert.Equal([Stored(job.Id.Value, 2)], agents[0].Heard());
        Assert.Equal([1, 2], Printed.Of(Web1, OutputStream.Stdout));
    }

    [Fact]
    public async Task A_doubled_piece_is_stored_once_and_a_piece_too_far_on_is_asked_for_from_where_the_stream_ends()
    {
        var (job, agents) = await Running(Web1);

        await Say(agents[0], Piece(job.Id.Value, 0, 1, 2), Piece(job.Id.Value, 0, 1, 2), Piece(job.Id.Value, 9, 9), Piece(job.Id.Value, 1, 2, 3));

        Assert.Equal([2, 2, 2, 3], agents[0].Heard().Cast<ServerMessage.Stored>().Select(stored => stored.Offset));
        Assert.Equal([1, 2, 3], Printed.Of(Web1, OutputStream.Stdout));
    }

    [Fact]
    public async Task A_piece_that_cannot_be_stored_gets_no_receipt_and_harms_nothing()
    {
        var (job, agents) = await Running(Web1);
        Outputs.Refuses = true;
        await Say(agents[0], Piece(job.Id.Value, 0, 1));
        Assert.Empty(agents[0].Heard());

        Outputs.Refuses = false;
        await Say(agents[0], Piece(job.Id.Value, 0, 1));

        Assert.Equal([Stored(job.Id.Value, 1)], agents[0].Heard());
    }

    [Fact]
    public async Task The_outcome_waits_for_the_output_that_belongs_to_it()
    {
        var (job, agents) = await Running(Web1);

        await Say(agents[0], Ended(job.Id.Value, 3), Piece(job.Id.Value, 0, 1, 2));
        Assert.Equal([Stored(job.Id.Value, 2)], agents[0].Heard());
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));

        await Say(agents[0], Piece(job.Id.Value, 2, 3));
        Assert.Equal([Stored(job.Id.Value, 3), new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task The_outcome_of_a_silent_command_waits_for_nothing()
    {
        var (job, agents) = await Running(Web1);

        await Say(agents[0], Ended(job.Id.Value, 0));

        Assert.Equal([new OutputEnd(job.Id, Web1, new StreamEnd(0, 0), new StreamEnd(0, 0), Anyway: false)], Outputs.Taken);
        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task Output_that_can_not_be_stored_holds_the_outcome_back_until_it_can()
    {
        var (job, agents) = await Running(Web1);
        await Say(agents[0], Piece(job.Id.Value, 0, 1));
        agents[0].Heard();
        Outputs.Refuses = true;
        await Say(agents[0], Ended(job.Id.Value, 1));
        await Pass(3);
        Assert.Empty(agents[0].Heard());

        Outputs.Refuses = false;
        await Pass(1);

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task An_agent_that_goes_with_the_rest_of_the_output_has_the_grace_period_to_come_back_with_it()
    {
        var (job, agents) = await Running(Web1);
        await Say(agents[0], Piece(job.Id.Value, 0, 1), Ended(job.Id.Value, 2));

        await Hang(agents[0]);
        await Pass(Settings.CrashGrace - TimeSpan.FromSeconds(1));
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        var back = await Connect(Web1, HelloOf(Web1) with { Outcomes = [job.Id.Value] });
        await Pass(Settings.CrashGrace);
        await Say(back, Piece(job.Id.Value, 1, 2));

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Equal([1, 2], Printed.Of(Web1, OutputStream.Stdout));
        Assert.DoesNotContain(Outputs.Taken, item => item is OutputEnd { Anyway: true });
    }

    [Theory]
    [InlineData(DownReason.ConnectionLost)]
    [InlineData(DownReason.AgentStopped)]
    public async Task An_outcome_is_not_lost_with_output_that_never_comes(DownReason why)
    {
        var (job, agents) = await Running(Web1);
        await Say(agents[0], Piece(job.Id.Value, 0, 1), Ended(job.Id.Value, 2));

        await Hang(agents[0], why);
        await Pass(Settings.CrashGrace);

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Contains(Outputs.Taken, item => item is OutputEnd { Anyway: true });
    }

    [Fact]
    public async Task A_host_that_starts_again_takes_the_stream_from_where_it_is_stored()
    {
        var (job, agents) = await Running(Web1);
        await Say(agents[0], Piece(job.Id.Value, 0, 1, 2));
        await RestartHost(job);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });
        await Say(back, Piece(job.Id.Value, 0, 1, 2, 3), Ended(job.Id.Value, 3));

        Assert.Equal([Stored(job.Id.Value, 3), new ServerMessage.Recorded(job.Id.Value)], back.Heard());
        Assert.Equal([1, 2, 3], Printed.Of(Web1, OutputStream.Stdout));
    }

    [Fact]
    public async Task Output_before_the_run_or_after_the_end_or_of_nonsense_is_not_stored()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], Piece(job.Id.Value, 0, 1), new AgentMessage.AckCommit(job.Id.Value), Piece(job.Id.Value, 0, 1));
        await Say(agents[1], new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value));
        await Say(agents[1], Piece(job.Id.Value, -1, 1), new AgentMessage.Output(job.Id.Value, OutputStream.Stdout, 0, null!), new AgentMessage.Output(job.Id.Value, (OutputStream)7, 0, [1]));
        await Say(agents[1], new AgentMessage.Succeeded(job.Id.Value));
        await Say(agents[1], Piece(job.Id.Value, 0, 1), Piece("nonsense", 0, 1), Piece(new string('f', 32), 0, 1));

        Assert.Empty(Outputs.Taken);
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web2));
    }

    private static AgentMessage.Output Piece(string job, long offset, params byte[] data) => new(job, OutputStream.Stdout, offset, data);

    private static AgentMessage.Succeeded Ended(string job, long length) =>
        new(job) { StdoutEnd = new StreamEnd(length, 0), StderrEnd = new StreamEnd(0, 0) };

    private static ServerMessage.Stored Stored(string job, long offset) => new(job, OutputStream.Stdout, offset);
}
