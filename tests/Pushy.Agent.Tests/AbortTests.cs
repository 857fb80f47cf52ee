using Pushy.Agent.Supervision;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

public sealed class AbortTests
{
    /// <summary>A shell that ignores TERM, with a child, one in a session of its own, one of nohup, and one whose parents are gone.</summary>
    private const string StubbornTree = """
        trap '' TERM HUP
        echo $$ >> pids
        sleep 300 & echo $! >> pids
        setsid sh -c 'trap "" TERM HUP; echo $$ >> pids; while :; do sleep 300; done' &
        nohup sleep 300 > nohup.out 2>&1 & echo $! >> pids
        (setsid sh -c 'trap "" TERM HUP; echo $$ >> pids; while :; do sleep 300; done' &) &
        while :; do sleep 300; done
        """;

    [Fact]
    public async Task An_abort_is_answered_when_no_process_of_the_tree_is_alive_any_more()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var pids = await StartTreeAsync(bench, link, Some.Job(1));

        await link.SendAsync(new ServerMessage.Abort(Some.Job(1)));
        var aborted = await link.ExpectAsync<AgentMessage.Aborted>();

        Assert.Equal((Some.Job(1), null), (aborted.JobId, aborted.Detail));
        Assert.DoesNotContain(pids, Processes.IsAlive);
        Assert.Empty(ProcessTree.StartedWith($"CHEF_PUSH_JOB_ID={Some.Job(1)}", $"PUSHY_TEST={bench.Folder}"));
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));
    }

    [Fact]
    public async Task A_command_gets_TERM_first_and_may_tidy_up()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure(more: new { kill_grace = 20 });
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), "trap 'echo tidy > tidied; exit 0' TERM; echo $$ > pids; while :; do sleep 0.1; done") { Dir = bench.Folder });
        await Processes.PidsAsync(bench.At("pids"), 1);
        await link.SendAsync(new ServerMessage.Abort(null));
        await link.ExpectAsync<AgentMessage.Aborted>();
        Assert.Equal("tidy\n", await File.ReadAllTextAsync(bench.At("tidied")));
    }

    [Fact]
    public async Task An_abort_of_another_job_leaves_the_job_in_hand_alone()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), $"until [ -e {bench.At("go")} ]; do sleep 0.05; done"));
        await link.SendAsync(new ServerMessage.Abort(Some.Job(2)));
        Assert.Equal(Some.Job(2), (await link.ExpectAsync<AgentMessage.Aborted>()).JobId);
        await File.WriteAllTextAsync(bench.At("go"), "");
        await link.ExpectAsync<AgentMessage.Succeeded>();
    }

    [Fact]
    public async Task An_abort_does_not_touch_the_same_job_of_another_node_on_the_machine()
    {
        await using var one = await AgentBench.StartAsync();
        await using var two = await AgentBench.StartAsync();
        two.Configure(more: new { node = "web2.example.com" });
        var (_, linkOne) = await one.ConnectedAsync();
        var (_, linkTwo) = await two.ConnectedAsync();
        await linkOne.StartAsync(new(Some.Job(1), "sleep 300"));
        await linkTwo.StartAsync(new(Some.Job(1), $"until [ -e {two.At("go")} ]; do sleep 0.05; done"));
        await linkOne.SendAsync(new ServerMessage.Abort(Some.Job(1)));
        await linkOne.ExpectAsync<AgentMessage.Aborted>();
        await File.WriteAllTextAsync(two.At("go"), "");
        await linkTwo.ExpectAsync<AgentMessage.Succeeded>();
    }

    [Fact]
    public async Task An_abort_right_after_the_run_leaves_nothing_behind()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "sleep 300"));
        await link.ExpectAsync<AgentMessage.AckCommit>();
        await link.SendAsync(new ServerMessage.Run(Some.Job(1)));
        await link.SendAsync(new ServerMessage.Abort(Some.Job(1)));
        await link.ExpectAsync<AgentMessage.Aborted>();
        Assert.Empty(ProcessTree.StartedWith($"CHEF_PUSH_JOB_ID={Some.Job(1)}", $"PUSHY_TEST={bench.Folder}"));
    }

    [Fact]
    public async Task The_jobs_processes_die_with_the_agent()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        var pids = await StartTreeAsync(bench, link, Some.Job(1));
        await agent.KillAsync();
        await Processes.GoneAsync(pids);
    }

    [Fact]
    public async Task The_jobs_processes_die_with_their_supervisor_and_the_agent_says_so()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        var pids = await StartTreeAsync(bench, link, Some.Job(1));
        Processes.Signal(ProcessTree.Below(agent.Pid)[0], Processes.SigKill);
        Assert.Contains("was killed", (await link.ExpectAsync<AgentMessage.Aborted>()).Detail);
        Assert.DoesNotContain(pids, Processes.IsAlive);
    }

    [Fact]
    public async Task A_stopped_agent_kills_its_job_says_so_and_ends_with_0()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        var pids = await StartTreeAsync(bench, link, Some.Job(1));
        Processes.Signal(agent.Pid, Processes.SigTerm);
        Assert.Contains("stopped while", (await link.ExpectAsync<AgentMessage.Aborted>()).Detail);
        Assert.Equal(0, await agent.ExitCodeAsync());
        Assert.DoesNotContain(pids, Processes.IsAlive);
    }

    [Fact]
    public async Task A_background_process_that_a_finished_command_leaves_behind_lives_on_and_holds_nothing_up()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), "sleep 300 & echo $! > pids; echo out") { Dir = bench.Folder, Capture = true });
        var outcome = await link.ExpectAsync<AgentMessage.Succeeded>(TimeSpan.FromSeconds(10));
        Assert.Equal("out\n", outcome.Stdout);
        var pid = Assert.Single(await Processes.PidsAsync(bench.At("pids"), 1));
        Assert.True(Processes.IsAlive(pid));
        Processes.Signal(pid, Processes.SigKill);
    }

    [Fact]
    public async Task A_background_process_of_a_captured_job_prints_on_long_after_it_and_after_the_agent()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), "(trap 'echo broken > broken' PIPE; while :; do head -c 20000 /dev/zero || break; echo x >> ticks; sleep 0.05; done; echo over >> ticks) & echo $! > pids; echo out")
        {
            Dir = bench.Folder,
            Capture = true,
        });
        var outcome = await link.ExpectAsync<AgentMessage.Succeeded>(TimeSpan.FromSeconds(10));
        Assert.Contains("out\n", outcome.Stdout);
        var background = Assert.Single(await Processes.PidsAsync(bench.At("pids"), 1));

        await TicksAsync(bench, 20);
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));
        Processes.Signal(agent.Pid, Processes.SigTerm);
        Assert.Equal(0, await agent.ExitCodeAsync());
        await TicksAsync(bench, 20);
        var next = bench.StartAgent();
        await (await bench.Server.LinkAsync()).ExpectAsync<AgentMessage.Hello>();
        await TicksAsync(bench, 20);
        await next.KillAsync();
        await TicksAsync(bench, 20);

        Assert.True(Processes.IsAlive(background));
        Assert.False(File.Exists(bench.At("broken")));
        var drainer = ParentOf(background);
        Processes.Signal(background, Processes.SigKill);
        await Processes.GoneAsync([drainer]);
    }

    /// <summary>It has adopted what the command left.</summary>
    private static int ParentOf(int pid) =>
        int.Parse(File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>So many more pieces were printed.</summary>
    private static async Task TicksAsync(AgentBench bench, int more)
    {
        var before = new FileInfo(bench.At("ticks")) is { Exists: true } file ? file.Length : 0;
        await Processes.EventuallyAsync(() => new FileInfo(bench.At("ticks")) is { Exists: true } now && now.Length >= before + (more * 2) ? "" : null, "more output");
    }

    private static async Task<int[]> StartTreeAsync(AgentBench bench, TestLink link, string job)
    {
        await File.WriteAllTextAsync(bench.At("tree.sh"), StubbornTree);
        await link.StartAsync(new(job, $"sh {bench.At("tree.sh")}")
        {
            Dir = bench.Folder,
            Env = new Dictionary<string, string> { ["PUSHY_TEST"] = bench.Folder },
        });
        return await Processes.PidsAsync(bench.At("pids"), 5);
    }
}
