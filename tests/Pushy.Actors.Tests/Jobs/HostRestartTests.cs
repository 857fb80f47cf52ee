using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>lifecycle.md §7: jobs outlive their server, and square with each node what became of them.</summary>
public sealed class HostRestartTests : VirtualHost
{
    [Fact]
    public async Task A_silent_node_that_comes_back_idle_is_asked_again()
    {
        var (job, _) = await Voting(Web1);
        await RestartHost(job);

        var back = await Connect(Web1);

        Assert.Equal([CommitOf(job)], back.Heard());
    }

    [Fact]
    public async Task A_silent_node_that_comes_back_committed_has_voted()
    {
        var (job, _) = await Voting(Web1, Web2);
        await RestartHost(job);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Committed });

        Assert.Equal(NodeState.Ready, await StateOf(job, Web1));
        Assert.Empty(back.Heard());
    }

    [Fact]
    public async Task A_ready_node_that_comes_back_committed_keeps_its_vote_and_runs_with_the_others()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        await RestartHost(job);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Committed });
        Assert.Empty(back.Heard());
        await Say(await Connect(Web2), new AgentMessage.AckCommit(job.Id.Value));

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], back.Heard());
    }

    [Fact]
    public async Task A_node_committed_to_a_job_that_runs_is_told_to_run()
    {
        var (job, _) = await Ready(Web1);
        await RestartHost(job);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Committed });

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], back.Heard());
    }

    [Fact]
    public async Task A_ready_node_that_comes_back_running_is_running()
    {
        var (job, _) = await Ready(Web1);
        await RestartHost(job);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });

        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        Assert.Empty(back.Heard());
    }

    [Fact]
    public async Task A_running_node_that_comes_back_running_goes_on()
    {
        var (job, _) = await Running(Web1);
        await RestartHost(job);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });
        await Pass(Settings.CrashGrace);

        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        Assert.Empty(back.Heard());
    }

    [Fact]
    public async Task A_running_node_that_comes_back_idle_and_without_an_outcome_has_lost_the_job()
    {
        var (job, _) = await Running(Web1);
        await RestartHost(job);

        await Connect(Web1);

        Assert.Equal(new NodeEnding.LostJobWhileRunning(), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task A_node_that_comes_back_with_another_job_has_lost_this_one_and_is_reset_for_the_other()
    {
        var (job, _) = await Running(Web1);
        await RestartHost(job);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = $"{7:x32}", JobState = AgentJobState.Running });

        Assert.Equal(new NodeEnding.LostJobWhileRunning(), await EndingOf(job, Web1));
        Assert.Equal([new ServerMessage.Abort($"{7:x32}")], back.Heard());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_not_heard_of_within_the_crash_grace_is_down(bool running)
    {
        var (job, _) = running ? await Running(Web1) : await Voting(Web1);
        await RestartHost(job);

        await Pass(Settings.CrashGrace - TimeSpan.FromSeconds(1));
        Assert.NotEqual(JobStatus.Complete, await StatusOf(job));
        await Pass(1);

        Assert.Equal(
            running ? new NodeEnding.DownWhileRunning(DownReason.ConnectionLost) : new NodeEnding.DownWhileVoting(DownReason.ConnectionLost),
            await EndingOf(job, Web1));
    }

    [Fact]
    public async Task The_vote_closes_when_it_would_have_closed()
    {
        var (job, _) = await Voting(Web1, Web2);
        await Pass(20);
        await RestartHost(job);
        await Connect(Web1);
        await Connect(Web2);

        await Pass(39);
        Assert.Equal(JobStatus.Voting, await StatusOf(job));
        await Pass(1);

        Assert.Equal(new NodeEnding.VoteTimeout(), await EndingOf(job, Web1));
    }

    [Fact]
    public async Task The_run_ends_when_it_would_have_ended()
    {
        var (job, _) = await Running(Web1);
        await Pass(100);
        await RestartHost(job);
        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });

        await Pass(199);
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Pass(1);

        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], back.Heard());
    }

    [Fact]
    public async Task A_deadline_that_passed_meanwhile_waits_one_grace_so_that_outcomes_can_arrive()
    {
        var (job, _) = await Running(Web1, Web2);
        await RestartHost();
        await Pass(400);   // the server is down for longer than the job may run
        await Look(job);

        var back = await Connect(Web1, HelloOf(Web1) with { Outcomes = [job.Id.Value] });
        await Say(back, new AgentMessage.Succeeded(job.Id.Value));
        await Connect(Web2, HelloOf(Web2) with { JobId = job.Id.Value, JobState = AgentJobState.Running });
        await Pass(Settings.CrashGrace);

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Equal(NodeState.TimedOut, await StateOf(job, Web2));
    }

    [Fact]
    public async Task An_outcome_of_a_job_that_finished_long_ago_gets_its_receipt()
    {
        var (job, agents) = await Running(Web1);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        await Pass(Settings.Linger);
        await RestartHost();

        var back = await Connect(Web1, HelloOf(Web1) with { Outcomes = [job.Id.Value] });
        await Say(back, new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], back.Heard());
    }
}
