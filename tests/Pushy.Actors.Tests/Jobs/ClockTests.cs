using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>The host's clock is set while jobs await their deadlines (docs/decisions/0204).</summary>
public sealed class ClockTests : VirtualHost
{
    [Theory]
    [InlineData(-3600)]
    [InlineData(-100)]
    [InlineData(3600)]
    public async Task A_run_gets_its_time_to_the_second_whatever_is_done_to_the_clock(int jump)
    {
        var (job, _) = await Running(Web1);
        Clock.Skew = TimeSpan.FromSeconds(jump);

        await Pass(299);
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Pass(2);

        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task A_vote_gets_its_time_to_the_second_whatever_is_done_to_the_clock(int jump)
    {
        var (job, _) = await Voting(Web1);
        Clock.Skew = TimeSpan.FromSeconds(jump);

        await Pass(59);
        Assert.Equal(JobStatus.Voting, await StatusOf(job));
        await Pass(2);

        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
    }

    [Fact]
    public async Task A_job_recovered_while_the_clock_is_an_hour_late_gets_its_whole_time_and_no_more()
    {
        var (job, _) = await Voting(Web1);
        Clock.Skew = -TimeSpan.FromHours(1);
        await Kill(job);

        await Pass(50);
        Assert.Equal(JobStatus.Voting, await StatusOf(job));
        await Pass(11);

        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
    }

    [Fact]
    public async Task A_job_recovered_while_the_clock_is_an_hour_ahead_waits_a_grace_for_its_nodes()
    {
        var (job, agents) = await Running(Web1);
        Clock.Skew = TimeSpan.FromHours(1);
        await Kill(job);

        await Pass(Settings.CrashGrace - TimeSpan.FromSeconds(5));
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal(JobStatus.Complete, await StatusOf(job));
    }

    [Fact]
    public async Task A_job_with_hours_left_ends_at_its_deadline_to_the_second()
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1) with { RunTimeout = TimeSpan.FromHours(3) };
        await Submit(job);
        await Say(agent, new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value));

        await Pass(TimeSpan.FromHours(3) - TimeSpan.FromSeconds(1));
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Pass(2);

        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
    }

    [Fact]
    public async Task A_deadline_beyond_the_longest_timer_comes_in_pieces_to_the_second()
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1) with { RunTimeout = Job.LongestWait + TimeSpan.FromHours(1) };
        await Submit(job);
        await Say(agent, new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value));
        Clock.Advance(Job.LongestWait);
        await Quiet();

        await Pass(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Pass(2);

        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
    }

    [Fact]
    public async Task A_node_whose_own_clock_says_that_the_time_is_up_is_told_as_timed_out_and_so_is_its_job()
    {
        var (job, agents) = await Running(Web1, Web2);

        await Say(agents[0], new AgentMessage.Aborted(job.Id.Value) { TimedOut = true, Detail = "too long" });
        Assert.Equal(new NodeEnding.RunTimeout(), await EndingOf(job, Web1));
        Assert.Contains(new ServerMessage.Recorded(job.Id.Value), agents[0].Heard());
        Assert.Equal(JobStatus.Running, await StatusOf(job));   // the other may have begun later
        await Say(agents[1], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web2));
    }
}
