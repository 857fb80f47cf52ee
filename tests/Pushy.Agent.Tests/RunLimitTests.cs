using Pushy.Agent.Supervision;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

/// <summary>The agent ends what has run for as long as the job may, with a server or without (docs/decisions/0204).</summary>
public sealed class RunLimitTests
{
    [Fact]
    public async Task A_command_is_ended_in_time_without_a_server_and_told_as_timed_out()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), $"echo $$ > {bench.At("pids")}; sleep 300") { RunTimeout = 2 });
        bench.Server.RefuseWith = 503;
        link.Cut();
        await link.Ended.WaitAsync(Some.Patience);
        var pid = Assert.Single(await Processes.PidsAsync(bench.At("pids"), 1));
        await Processes.EventuallyAsync(() => Directory.GetFiles(Path.Combine(bench.StateDir, "outcomes"), "*.json").FirstOrDefault(), "the outcome on disk");
        Assert.False(Processes.IsAlive(pid));

        bench.Server.RefuseWith = 0;
        link = await bench.Server.LinkAsync();
        Assert.Equal([Some.Job(1)], (await link.ExpectAsync<AgentMessage.Hello>()).Outcomes);
        var told = await link.ExpectAsync<AgentMessage.Aborted>();
        Assert.Equal((Some.Job(1), true), (told.JobId, told.TimedOut));
    }

    [Fact]
    public async Task A_command_that_ends_in_time_is_told_as_it_ended()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        Assert.Equal(3, (await link.RunAsync<AgentMessage.Failed>(new(Some.Job(1), "exit 3") { RunTimeout = 3600 })).ExitStatus);
    }

    [Fact]
    public async Task A_command_that_does_not_heed_TERM_is_killed_after_the_grace()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), "trap '' TERM; while :; do sleep 1; done") { RunTimeout = 0 });
        Assert.True((await link.ExpectAsync<AgentMessage.Aborted>()).TimedOut);
        await link.SendAsync(new ServerMessage.Recorded(Some.Job(1)));
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));
    }

    [Fact]
    public async Task A_repeated_commit_that_says_no_limit_as_hosts_of_before_do_is_the_same_order()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "true") { RunTimeout = 60 });
        await link.ExpectAsync<AgentMessage.AckCommit>();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "true"));
        Assert.Equal(Some.Job(1), (await link.ExpectAsync<AgentMessage.AckCommit>()).JobId);
    }

    [Theory]
    [InlineData(0, 4, false, 1000)]
    [InlineData(0, 4999, false, 1)]
    [InlineData(0, 5000, true, 0)]
    [InlineData(0, 9_000_000, true, 0)]   // the machine slept
    public void A_limit_counts_from_its_start_and_is_looked_at_each_second_at_least(int began, int now, bool isOver, int wait)
    {
        var clock = TimeSpan.FromMilliseconds(began);
        var limit = new RunLimit(TimeSpan.FromSeconds(5), () => clock);
        clock = TimeSpan.FromMilliseconds(now);
        Assert.Equal((isOver, wait), (limit.IsOver, limit.Wait(1000)));
    }

    [Fact]
    public void Without_a_limit_none_is_ever_over() => Assert.Equal((false, 1000), (new RunLimit(null, () => TimeSpan.MaxValue).IsOver, new RunLimit(null, () => TimeSpan.Zero).Wait(1000)));

    [Fact]
    public void The_clock_of_limits_is_the_time_since_boot()
    {
        var before = BootClock.Now;
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var after = BootClock.Now;
        Assert.InRange(uptime, before.TotalSeconds - 0.01, after.TotalSeconds + 0.01);
    }
}
