using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task An_outcome_is_sent_on_every_link_until_its_receipt()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), "echo text; exit 4") { Capture = true });
        await link.ExpectAsync<AgentMessage.Failed>();

        for (var again = 0; again < 2; again++)
        {
            link.Cut();
            link = await bench.Server.LinkAsync();
            Assert.Equal([Some.Job(1)], (await link.ExpectAsync<AgentMessage.Hello>()).Outcomes);
            var outcome = await link.ExpectAsync<AgentMessage.Failed>();
            Assert.Equal((Some.Job(1), 4, "text\n"), (outcome.JobId, outcome.ExitStatus, outcome.Stdout));
        }

        await link.SendAsync(new ServerMessage.Recorded(Some.Job(1)));
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));      // so the receipt has been taken in
        link.Cut();
        link = await bench.Server.LinkAsync();
        Assert.DoesNotContain(Some.Job(1), (await link.ExpectAsync<AgentMessage.Hello>()).Outcomes);
    }

    [Fact]
    public async Task An_outcome_outlives_the_agent()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), "exit 4"));
        await link.ExpectAsync<AgentMessage.Failed>();
        await agent.KillAsync();

        bench.StartAgent();
        link = await bench.Server.LinkAsync();
        Assert.Equal([Some.Job(1)], (await link.ExpectAsync<AgentMessage.Hello>()).Outcomes);
        Assert.Equal(4, (await link.ExpectAsync<AgentMessage.Failed>()).ExitStatus);
    }

    [Fact]
    public async Task An_outcome_reached_without_any_link_is_delivered_on_the_next()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), $"until [ -e {bench.At("go")} ]; do sleep 0.05; done; exit 5"));
        bench.Server.RefuseWith = 503;
        link.Cut();
        await link.Ended.WaitAsync(Some.Patience);
        await File.WriteAllTextAsync(bench.At("go"), "");
        await Processes.EventuallyAsync(() => Directory.GetFiles(Path.Combine(bench.StateDir, "outcomes"), "*.json").FirstOrDefault(), "the outcome on disk");

        bench.Server.RefuseWith = 0;
        link = await bench.Server.LinkAsync();
        await link.ExpectAsync<AgentMessage.Hello>();
        Assert.Equal(5, (await link.ExpectAsync<AgentMessage.Failed>()).ExitStatus);
    }

    [Fact]
    public async Task A_running_job_stays_in_hand_over_a_broken_link()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), "sleep 60"));
        link.Cut();
        link = await bench.Server.LinkAsync();
        var hello = await link.ExpectAsync<AgentMessage.Hello>();
        Assert.Equal((AgentJobState.Running, Some.Job(1)), (hello.JobState, hello.JobId));
        await link.SendAsync(new ServerMessage.Run(Some.Job(1)));
        Assert.Equal(Some.Job(1), (await link.ExpectAsync<AgentMessage.AckRun>()).JobId);
    }

    [Fact]
    public async Task A_commitment_stays_in_hand_over_a_broken_link()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "true"));
        await link.ExpectAsync<AgentMessage.AckCommit>();
        link.Cut();
        link = await bench.Server.LinkAsync();
        Assert.Equal(AgentJobState.Committed, (await link.ExpectAsync<AgentMessage.Hello>()).JobState);
        await link.SendAsync(new ServerMessage.Run(Some.Job(1)));
        await link.ExpectAsync<AgentMessage.AckRun>();
        await link.ExpectAsync<AgentMessage.Succeeded>();
    }

    [Fact]
    public async Task A_job_whose_agent_was_killed_is_reported_aborted_until_its_receipt_and_never_run_again()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), $"echo $$ >> {bench.At("pids")}; sleep 300"));
        var pids = await Processes.PidsAsync(bench.At("pids"), 1);
        await agent.KillAsync();

        bench.StartAgent();
        link = await bench.Server.LinkAsync();
        var hello = await link.ExpectAsync<AgentMessage.Hello>();
        Assert.Equal(AgentJobState.Idle, hello.JobState);
        Assert.Equal([Some.Job(1)], hello.Outcomes);
        Assert.DoesNotContain(pids, Processes.IsAlive);
        Assert.Equal("the agent was restarted while the command ran", (await link.ExpectAsync<AgentMessage.Aborted>()).Detail);

        foreach (var again in (ServerMessage[])[new ServerMessage.Run(Some.Job(1)), new ServerMessage.Commit(Some.Job(1), "true")])
        {
            await link.SendAsync(again);
            Assert.Equal(Some.Job(1), (await link.ExpectAsync<AgentMessage.Aborted>()).JobId);
        }
        await link.SendAsync(new ServerMessage.Recorded(Some.Job(1)));
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "true"));
        Assert.Contains("never started twice", (await link.ExpectAsync<AgentMessage.NackCommit>()).Detail);
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));
        Assert.Single(await File.ReadAllLinesAsync(bench.At("pids")));
    }

    [Fact]
    public async Task Leftovers_are_killed_even_if_the_supervisor_was_killed_together_with_the_agent()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), $"echo $$ >> {bench.At("pids")}; setsid sleep 300 & echo $! >> {bench.At("pids")}; sleep 300"));
        var pids = await Processes.PidsAsync(bench.At("pids"), 2);
        var supervisor = Supervision.ProcessTree.Below(agent.Pid)[0];
        Processes.Signal(supervisor, 19);        // STOP: it can't notice the end of its agent
        Processes.Signal(agent.Pid, Processes.SigKill);
        Processes.Signal(supervisor, Processes.SigKill);
        await agent.ExitCodeAsync();
        Assert.All(pids, pid => Assert.True(Processes.IsAlive(pid)));

        bench.StartAgent();
        link = await bench.Server.LinkAsync();
        await link.ExpectAsync<AgentMessage.Hello>();
        Assert.DoesNotContain(pids, Processes.IsAlive);
    }

    [Fact]
    public async Task Two_agents_cannot_share_a_state_directory()
    {
        await using var bench = await AgentBench.StartAsync();
        await bench.ConnectedAsync();
        var (code, _, log) = await AgentUnderTest.ResultAsync(null, "run", "--config", bench.ConfigFile);
        Assert.Equal(3, code);
        Assert.Contains("another agent uses it", log);
    }

    [Fact]
    public async Task An_agent_whose_memory_is_damaged_does_not_start()
    {
        await using var bench = await AgentBench.StartAsync();
        Directory.CreateDirectory(bench.StateDir);
        await File.WriteAllTextAsync(Path.Combine(bench.StateDir, "state.jsonl"), "{\"event\":\"sta\nrubbish\n");
        var (code, _, log) = await AgentUnderTest.ResultAsync(null, "run", "--config", bench.ConfigFile);
        Assert.Equal(3, code);
        Assert.Contains("line 1 is damaged", log);
    }
}
