using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

public sealed class RunTests
{
    [Fact]
    public async Task A_new_agent_says_hello_idle_and_signs_as_its_node()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.StartAgent();
        var hello = await (await bench.Server.LinkAsync()).ExpectAsync<AgentMessage.Hello>();
        Assert.Equal((bench.Node, AgentJobState.Idle, null), (hello.Node, hello.JobState, hello.JobId));
        Assert.Empty(hello.Outcomes);
        Assert.True(Guid.TryParse(hello.IncarnationId, out _));

        Assert.True(bench.Server.RequestHeaders.TryDequeue(out var headers));
        Assert.Matches("^algorithm=sha256;version=1[.]3;nonce=[0-9a-f]{32}$", headers["X-Ops-Sign"]);
        Assert.Equal(bench.Node, headers["X-Ops-UserId"]);
    }

    [Fact]
    public async Task A_command_runs_and_its_success_is_reported_with_times()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var started = await link.StartAsync(new(Some.Job(1), $"echo done > {bench.At("marker")}"));
        var outcome = await link.ExpectAsync<AgentMessage.Succeeded>();
        Assert.Equal(Some.Job(1), outcome.JobId);
        Assert.Equal("done\n", await File.ReadAllTextAsync(bench.At("marker")));
        Assert.Equal(started.StartedAt, outcome.StartedAt);
        Assert.True(outcome.EndedAt >= outcome.StartedAt);
        Assert.Null(outcome.Stdout);
    }

    [Fact]
    public async Task A_command_never_begins_before_it_is_told_to_have_started()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var started = await link.StartAsync(new(Some.Job(1), $"date +%s%6N > {bench.At("own")}"));
        var outcome = await link.ExpectAsync<AgentMessage.Succeeded>();

        var own = DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(await File.ReadAllTextAsync(bench.At("own")), System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(started.StartedAt <= own, $"started at {started.StartedAt:O}, ran at {own:O}");
        Assert.True(outcome.EndedAt >= own, $"ended at {outcome.EndedAt:O}, ran at {own:O}");
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("exit 255", 255)]
    [InlineData("no-such-program-anywhere; exit $?", 127)]
    public async Task Any_other_exit_code_is_a_failure_with_that_code(string command, int code)
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var outcome = await link.RunAsync<AgentMessage.Failed>(new(Some.Job(1), command));
        Assert.Equal((code, null), (outcome.ExitStatus, outcome.Signal));
    }

    [Theory]
    [InlineData("KILL", 9)]
    [InlineData("SEGV", 11)]
    public async Task Death_by_a_signal_is_a_failure_with_that_signal_and_no_code(string name, int number)
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var outcome = await link.RunAsync<AgentMessage.Failed>(new(Some.Job(1), $"kill -{name} $$"));
        Assert.Equal((null, number), (outcome.ExitStatus, outcome.Signal));
    }

    [Fact]
    public async Task Jobs_follow_each_other_and_a_busy_agent_refuses()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        for (var job = 1; job <= 3; job++)
            await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(job), "true"));

        await link.StartAsync(new(Some.Job(4), "sleep 60"));
        await link.SendAsync(new ServerMessage.Commit(Some.Job(5), "true"));
        Assert.Equal("busy", (await link.ExpectAsync<AgentMessage.NackCommit>()).Reason);
        await link.SendAsync(new ServerMessage.Run(Some.Job(4)));
        await link.ExpectAsync<AgentMessage.AckRun>();
    }

    [Fact]
    public async Task A_repeated_run_of_a_finished_job_is_answered_with_its_outcome_and_runs_nothing()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), $"echo x >> {bench.At("marker")}"));
        await link.ExpectAsync<AgentMessage.Succeeded>();
        await link.SendAsync(new ServerMessage.Run(Some.Job(1)));
        await link.ExpectAsync<AgentMessage.Succeeded>();

        await link.SendAsync(new ServerMessage.Recorded(Some.Job(1)));
        await link.SendAsync(new ServerMessage.Run(Some.Job(1)));
        Assert.Contains("never started twice", (await link.ExpectAsync<AgentMessage.NackRun>()).Detail);
        Assert.Equal("x\n", await File.ReadAllTextAsync(bench.At("marker")));
    }

    [Fact]
    public async Task A_change_of_state_is_told_by_a_heartbeat()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "sleep 60"));
        await link.ExpectAsync<AgentMessage.AckCommit>();
        Assert.Equal((AgentJobState.Committed, Some.Job(1)), StateOf(await link.ExpectAsync<AgentMessage.Heartbeat>()));
        await link.SendAsync(new ServerMessage.Abort(null));
        await link.ExpectAsync<AgentMessage.Aborted>();
        Assert.Equal((AgentJobState.Idle, null), StateOf(await link.ExpectAsync<AgentMessage.Heartbeat>()));

        static (AgentJobState State, string? Job) StateOf(AgentMessage.Heartbeat beat) => (beat.JobState, beat.JobId);
    }

    [Fact]
    public async Task An_outcome_without_a_receipt_is_listed_in_each_heartbeat_and_sent_again()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "true"));
        await link.ExpectAsync<AgentMessage.AckCommit>();
        await link.SendAsync(new ServerMessage.Run(Some.Job(1)));
        await link.ExpectAsync<AgentMessage.AckRun>();
        await link.ExpectAsync<AgentMessage.Succeeded>();

        AgentMessage.Heartbeat beat;
        do
            beat = await link.ExpectAsync<AgentMessage.Heartbeat>(TimeSpan.FromSeconds(15));
        while (beat.Outcomes.Count == 0);

        Assert.Equal([Some.Job(1)], beat.Outcomes);
        await link.ExpectAsync<AgentMessage.Succeeded>(TimeSpan.FromSeconds(15));
    }
}
