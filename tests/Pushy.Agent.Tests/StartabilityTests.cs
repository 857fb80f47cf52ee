using System.Diagnostics;
using Pushy.Agent.Supervision;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

/// <summary>A yes means that the command can be started, as far as that can be known.</summary>
public sealed class StartabilityTests
{
    [Fact]
    public async Task An_agent_without_descriptors_votes_no_says_why_and_votes_yes_when_it_has_some_again()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(1), "true"));

        await LimitAsync(agent, "nofile", Directory.GetFiles($"/proc/{agent.Pid}/fd").Length + 4);
        await link.SendAsync(new ServerMessage.Commit(Some.Job(2), "true"));
        var no = await link.ExpectAsync<AgentMessage.NackCommit>();
        Assert.Matches("^the agent cannot start processes: only . of 12 more files can be opened: Too many open files$", no.Detail);

        await LimitAsync(agent, "nofile", 1000);
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(3), "true"));
    }

    [Fact]
    public async Task An_agent_that_may_not_start_a_process_for_the_jobs_account_votes_no_and_says_why()
    {
        if (Libc.EffectiveUid() != 0)
            return;
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();

        await LimitAsync(agent, "nproc", 0);        // root is above it, others are not
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "true") { User = "nobody" });
        var no = await link.ExpectAsync<AgentMessage.NackCommit>();
        Assert.Equal("the agent cannot start processes: no process can be started: Resource temporarily unavailable", no.Detail);
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));
    }

    [Fact]
    public async Task Descriptors_and_processes_stay_as_many_as_they_were_however_many_jobs_ran()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        var number = 0;
        for (; number < 3; number++)
            await OneOfEachAsync();
        var before = Directory.GetFiles($"/proc/{agent.Pid}/fd").Length;

        for (; number < 23; number++)
            await OneOfEachAsync();

        // The runtime has some of its own that come and go; a leak is one a job.
        await Processes.EventuallyAsync(
            () => Directory.GetFiles($"/proc/{agent.Pid}/fd").Length <= before + 5 && ChildrenOf(agent).Count == 0 ? "" : null,
            $"{before} descriptors and no child; there are {Directory.GetFiles($"/proc/{agent.Pid}/fd").Length}");

        async Task OneOfEachAsync()
        {
            await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job((number * 3) + 1), "true"));
            await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job((number * 3) + 2), "echo text") { Capture = true });
            await link.SendAsync(new ServerMessage.Commit(Some.Job((number * 3) + 3), "true"));
            await link.ExpectAsync<AgentMessage.AckCommit>();
            await link.SendAsync(new ServerMessage.Abort(Some.Job((number * 3) + 3)));
            await link.ExpectAsync<AgentMessage.Aborted>();
        }
    }

    /// <summary>Zombies count.</summary>
    private static List<int> ChildrenOf(AgentUnderTest agent) => ProcessTree.Below(agent.Pid);

    private static async Task LimitAsync(AgentUnderTest agent, string what, int count)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{agent.Pid}", $"--{what}={count}:"]);
        await limit.WaitForExitAsync();
        Assert.Equal(0, limit.ExitCode);
    }
}
