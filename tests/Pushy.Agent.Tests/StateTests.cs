using Pushy.Agent.State;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;
using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.Tests;

public sealed class StateTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-state-test-").FullName;

    [Fact]
    public void What_was_appended_is_recovered_and_the_log_stays_small()
    {
        var state = AgentState.Initial;
        using (var disk = StateDirectory.Open(_folder))
            for (var n = 0; n < 3000; n++)
            {
                JobId job = new(Some.Job(n));
                state = Append(disk, state, new AgentEvent.Started(job, Noon));
                state = Append(disk, state, new AgentEvent.Ended(job, true, null));
                if (n < 2998)
                    state = Append(disk, state, new AgentEvent.Receipted(job));
            }
        Assert.InRange(new FileInfo(Path.Combine(_folder, "state.jsonl")).Length, 1, 300 * 1024);

        using var again = StateDirectory.Open(_folder);
        Assert.Equal(state.Started.InOrder, again.Recovered.Started.InOrder);
        Assert.Equal([Some.Job(2998), Some.Job(2999)], again.Recovered.Unreceipted.Select(job => job.Value));
        Assert.IsType<Hand.Idle>(again.Recovered.Hand);
    }

    [Fact]
    public void A_half_written_last_line_is_as_if_it_had_never_been()
    {
        using (var disk = StateDirectory.Open(_folder))
            Append(disk, AgentState.Initial, new AgentEvent.Started(new(Some.Job(1)), Noon));
        File.AppendAllText(Path.Combine(_folder, "state.jsonl"), "{\"event\":\"ended\",\"jo");
        using var again = StateDirectory.Open(_folder);
        Assert.Equal(new JobId(Some.Job(1)), again.Recovered.Hand.JobInHand);
    }

    [Fact]
    public void The_supervisor_of_a_job_in_hand_is_remembered_over_two_restarts()
    {
        using (var disk = StateDirectory.Open(_folder))
        {
            Append(disk, AgentState.Initial, new AgentEvent.Started(new(Some.Job(1)), Noon));
            disk.NoteSupervisor(new(Some.Job(1)), 4711, 12345);
        }
        for (var n = 0; n < 2; n++)
        {
            using var again = StateDirectory.Open(_folder);
            Assert.Equal((4711, 12345L), again.LeftSupervisor);
        }
    }

    [Fact]
    public void Files_of_todays_format_are_read()
    {
        File.WriteAllText(Path.Combine(_folder, "state.jsonl"), $$"""
            {"event":"known","started_jobs":["{{Some.Job(1)}}","{{Some.Job(2)}}"],"unreceipted":["{{Some.Job(2)}}"]}
            {"event":"receipted","job":"{{Some.Job(2)}}"}
            {"event":"started","job":"{{Some.Job(3)}}","at":"2030-01-01T12:00:00+00:00"}
            {"event":"ended","job":"{{Some.Job(3)}}","awaits_receipt":true}
            {"event":"started","job":"{{Some.Job(4)}}","at":"2030-01-01T12:00:00+00:00"}
            {"event":"supervised","job":"{{Some.Job(4)}}","pid":4711,"start_ticks":12345}

            """);
        using var disk = StateDirectory.Open(_folder);
        Assert.Equal(4, disk.Recovered.Started.Count);
        Assert.Equal([Some.Job(3)], disk.Recovered.Unreceipted.Select(job => job.Value));
        Assert.Equal(Some.Job(4), disk.Recovered.Hand.JobInHand?.Value);
    }

    [Fact]
    public async Task A_start_that_cannot_be_written_starts_nothing_and_is_refused_with_the_reason()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), $"echo x > {bench.At("marker")}"));
        await link.ExpectAsync<AgentMessage.AckCommit>();
        await agent.FillDiskAsync();
        await link.SendAsync(new ServerMessage.Run(Some.Job(1)));
        Assert.Equal("state_not_writable", (await link.ExpectAsync<AgentMessage.NackRun>()).Reason);
        await agent.EmptyDiskAsync();
        Assert.False(File.Exists(bench.At("marker")));
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));
    }

    [Fact]
    public async Task An_outcome_that_cannot_be_written_is_still_delivered()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), $"until [ -e {bench.At("go")} ]; do sleep 0.05; done; exit 6"));
        await agent.FillDiskAsync();
        await File.WriteAllTextAsync(bench.At("go"), "");
        Assert.Equal(6, (await link.ExpectAsync<AgentMessage.Failed>()).ExitStatus);
        link.Cut();
        link = await bench.Server.LinkAsync();
        Assert.Equal([Some.Job(1)], (await link.ExpectAsync<AgentMessage.Hello>()).Outcomes);
        Assert.Equal(6, (await link.ExpectAsync<AgentMessage.Failed>()).ExitStatus);
        await agent.EmptyDiskAsync();
        await link.SendAsync(new ServerMessage.Recorded(Some.Job(1)));
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static AgentState Append(StateDirectory disk, AgentState state, AgentEvent @event)
    {
        var next = AgentRules.Evolve(state, @event);
        disk.Append([@event], next);
        return next;
    }
}
