using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>lifecycle.md §4.2 and the run rule of §5.</summary>
public sealed class RunningTests : VirtualHost
{
    private static readonly DateTimeOffset Started = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Ended = Started.AddSeconds(5);

    [Fact]
    public async Task An_outcome_gets_its_receipt_and_the_last_one_completes_the_job()
    {
        var (job, agents) = await Running(Web1, Web2);

        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value) { StartedAt = Started, EndedAt = Ended });
        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Say(agents[1], new AgentMessage.Failed(job.Id.Value) { ExitStatus = 3 });

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[1].Heard());
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
        Assert.Equal(new NodeEnding.Ended(new CommandResult(true, 0, null, null, Started, Ended)), await EndingOf(job, Web1));
        Assert.Equal(new NodeEnding.Ended(new CommandResult(false, 3, null, null, null, null)), await EndingOf(job, Web2));
    }

    [Fact]
    public async Task A_signal_and_the_agents_own_words_are_kept()
    {
        var (job, agents) = await Running(Web1);

        await Say(agents[0], new AgentMessage.Failed(job.Id.Value) { Signal = 9, Detail = new string('x', 600) });

        var result = Assert.IsType<NodeEnding.Ended>(await EndingOf(job, Web1)).Result;
        Assert.Equal((9, AgentLinkJson.MaxDetailLength), (result.Signal, result.Detail!.Length));
    }

    [Fact]
    public async Task The_start_is_kept_by_the_nodes_clock()
    {
        var (job, agents) = await Ready(Web1);

        await Say(agents[0], new AgentMessage.AckRun(job.Id.Value) { StartedAt = Started });

        var part = Assert.IsType<NodePart.Running>((await Look(job)).Nodes.Find(Web1));
        Assert.Equal((Started, Clock.Now.ToUniversalTime()), (part.StartedAt, part.Since));
    }

    [Fact]
    public async Task An_outcome_counts_even_if_the_word_of_the_start_was_lost()
    {
        var (job, agents) = await Ready(Web1);

        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
    }

    [Fact]
    public async Task A_refused_run_ends_the_nodes_part_and_resets_it()
    {
        var (job, agents) = await Ready(Web1);

        await Say(agents[0], new AgentMessage.NackRun(job.Id.Value) { Reason = "lock_held" });

        Assert.Equal(new NodeEnding.RunNacked(NackReason.LockHeld, null), await EndingOf(job, Web1));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task A_run_refused_by_who_already_runs_is_a_crash_and_a_reset()
    {
        var (job, agents) = await Running(Web1);

        await Say(agents[0], new AgentMessage.NackRun(job.Id.Value));

        Assert.Equal(new NodeEnding.RunNackedWhileRunning(NackReason.Unstated, null), await EndingOf(job, Web1));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[0].Heard());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_dropped_by_its_node_is_a_crash(bool running)
    {
        var (job, agents) = running ? await Running(Web1) : await Ready(Web1);

        await Say(agents[0], new AgentMessage.Aborted(job.Id.Value) { Detail = "out of memory" });

        Assert.Equal(new NodeEnding.BrokeOff("out of memory"), await EndingOf(job, Web1));
        Assert.Contains(new ServerMessage.Recorded(job.Id.Value), agents[0].Heard());
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
    }

    [Fact]
    public async Task A_no_to_the_commit_after_the_quorum_is_a_crash_and_a_reset()
    {
        var (job, agents) = await Ready(Web1);

        await Say(agents[0], new AgentMessage.NackCommit(job.Id.Value));

        Assert.IsType<NodeEnding.BrokeOff>(await EndingOf(job, Web1));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task Repeated_and_late_messages_of_a_live_node_change_nothing()
    {
        var (job, agents) = await Running(Web1);
        var rows = Rows(job).Count;

        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value), new AgentMessage.AckRun(job.Id.Value));

        Assert.Equal(rows, Rows(job).Count);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        Assert.Empty(agents[0].Heard());
    }

    [Fact]
    public async Task An_outcome_said_again_gets_its_receipt_again_and_changes_nothing()
    {
        var (job, agents) = await Running(Web1, Web2);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        var rows = Rows(job).Count;
        agents[0].Heard();

        await Say(agents[0], new AgentMessage.Failed(job.Id.Value) { ExitStatus = 1 });

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
        Assert.Equal(rows, Rows(job).Count);
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_node_that_is_out_and_shows_that_it_holds_the_job_is_reset_and_noted_once()
    {
        var (job, agents) = await Running(Web1, Web2);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        agents[0].Heard();

        await Say(agents[0], new AgentMessage.AckRun(job.Id.Value));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[0].Heard());
        await Say(agents[0], new AgentMessage.AckRun(job.Id.Value));

        Assert.Single(Rows(job).SelectMany(row => row.Events).OfType<JobEvent.NodeStrayed>());
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task The_run_timeout_stops_what_still_runs_and_repeats_the_abort_each_second_until_it_is_confirmed()
    {
        var (job, agents) = await Running(Web1, Web2);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        agents[0].Heard();

        await Pass(299);
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Pass(1);
        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
        Assert.Equal(new NodeEnding.RunTimeout(), await EndingOf(job, Web2));
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));

        var abort = new ServerMessage.Abort(job.Id.Value);
        Assert.Equal([abort], agents[1].Heard());
        await Pass(3);
        Assert.Equal([abort, abort, abort], agents[1].Heard());
        await Say(agents[1], new AgentMessage.Aborted(job.Id.Value));
        agents[1].Heard();
        await Pass(3);
        Assert.Empty(agents[1].Heard());
        Assert.Empty(agents[0].Heard());
    }

    [Fact]
    public async Task A_run_timeout_of_none_stops_the_job_as_soon_as_it_runs()
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1) with { RunTimeout = TimeSpan.Zero };
        await Submit(job);
        agent.Heard();

        await Say(agent, new AgentMessage.AckCommit(job.Id.Value));
        await Pass(1);

        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
        Assert.Contains(new ServerMessage.Abort(job.Id.Value), agent.Heard());
    }

    [Fact]
    public async Task A_run_timeout_of_weeks_is_kept_to_the_second()
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1) with { RunTimeout = TimeSpan.FromDays(40) };
        await Submit(job);
        await Say(agent, new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value));

        for (var day = 0; day < 40; day++)
        {
            Assert.Equal(JobStatus.Running, await StatusOf(job));
            Clock.Advance(TimeSpan.FromDays(1));
            await Quiet();
        }

        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
    }

    [Fact]
    public async Task A_job_whose_nodes_all_crashed_is_complete()
    {
        var (job, agents) = await Running(Web1, Web2);

        foreach (var agent in agents)
            await Hang(agent, DownReason.AgentStopped);

        Assert.Equal(JobStatus.Complete, await StatusOf(job));
        Assert.Equal(new NodeEnding.DownWhileRunning(DownReason.AgentStopped), await EndingOf(job, Web1));
    }
}
