using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>The host's clock is set while jobs await their deadlines (docs/decisions/0131).</summary>
public sealed class ClockTests : VirtualHost
{
    [Fact]
    public async Task A_job_recovered_while_the_clock_is_an_hour_late_ends_a_minute_after_the_clock_is_right_again_at_the_latest()
    {
        var (job, _) = await Voting(Web1);
        Clock.Skew = -TimeSpan.FromHours(1);
        await Kill(job);
        await Pass(10);

        Clock.Skew = TimeSpan.Zero;
        await Pass(Job.LongestWait);

        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
    }

    [Fact]
    public async Task A_run_timeout_set_before_the_clock_was_set_back_does_not_come_early()
    {
        var (job, _) = await Running(Web1);
        Clock.Skew = -TimeSpan.FromSeconds(100);

        await Pass(301);
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Pass(100);

        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
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
}
