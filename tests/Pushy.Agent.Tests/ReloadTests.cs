using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

/// <summary>SIGHUP reads whitelist and settings anew; <c>check</c> says beforehand what it would say.</summary>
public sealed class ReloadTests
{
    private const int SigHup = 1;
    private const string ReadAnew = "settings and whitelist read anew";

    [Fact]
    public async Task A_reload_counts_for_the_next_job_and_leaves_the_running_one_alone()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure($$"""{"wait": "until [ -e {{bench.At("go")}} ]; do sleep 0.05; done"}""");
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), "wait"));

        bench.Configure("""{"new": {"command_line": "echo $COLOR $CHEF_PUSH_ENV_COLOR", "env": ["COLOR"]}}""", more: new { allowed_overwritable_env_vars = Array.Empty<string>() });
        Processes.Signal(agent.Pid, SigHup);
        await LoggedAsync(agent, $"{ReadAnew}; commands in the whitelist: 1");

        await File.WriteAllTextAsync(bench.At("go"), "");
        await link.ExpectAsync<AgentMessage.Succeeded>();
        await link.SendAsync(new ServerMessage.Recorded(Some.Job(1)));
        await link.SendAsync(new ServerMessage.Commit(Some.Job(2), "wait"));
        Assert.Equal("not_whitelisted", (await link.ExpectAsync<AgentMessage.NackCommit>()).Reason);
        var renamed = await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(3), "new") { Capture = true, Env = new Dictionary<string, string> { ["COLOR"] = "blue" } });
        Assert.Equal("blue\n", renamed.Stdout);
    }

    [Theory]
    [InlineData("whitelist.json", "{", "is not JSON")]
    [InlineData("agent.json", """{"colour": 1}""", "colour")]
    public async Task A_broken_file_keeps_the_last_good_settings_and_is_told_until_it_is_mended(string file, string content, string words)
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();

        await File.WriteAllTextAsync(bench.At(file), content);
        Processes.Signal(agent.Pid, SigHup);
        await LoggedAsync(agent, "the last good ones go on");
        Assert.Contains(words, await FaultAsync(link, Some.Job(1)));
        link.Cut();
        link = await bench.Server.LinkAsync();
        Assert.Contains(words, (await link.ExpectAsync<AgentMessage.Hello>()).SettingsFault);
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));

        bench.Configure();
        Processes.Signal(agent.Pid, SigHup);
        await LoggedAsync(agent, ReadAnew);
        Assert.Null(await FaultAsync(link, Some.Job(3)));
    }

    [Fact]
    public async Task What_a_reload_cannot_change_stays_as_it_was_and_is_named()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        bench.Configure(more: new { node = "other", state_dir = bench.At("elsewhere"), log_format = "json" });
        Processes.Signal(agent.Pid, SigHup);
        await LoggedAsync(agent, "will count only after a restart of the agent: node, state_dir, file_dir, log_format");
        link.Cut();
        Assert.Equal(bench.Node, (await (await bench.Server.LinkAsync()).ExpectAsync<AgentMessage.Hello>()).Node);
    }

    [Fact]
    public async Task Servers_that_were_changed_count_from_the_next_connection_on()
    {
        await using var bench = await AgentBench.StartAsync();
        await using var other = await TestServer.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        bench.Configure(servers: other.Url);
        Processes.Signal(agent.Pid, SigHup);
        await LoggedAsync(agent, ReadAnew);
        link.Cut();
        Assert.Equal(bench.Node, (await (await other.LinkAsync()).ExpectAsync<AgentMessage.Hello>()).Node);
    }

    [Fact]
    public async Task Check_says_all_that_is_wrong_beforehand_and_does_nothing()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure("""{"a": "x", "b": "y"}""");
        var (code, output, _) = await AgentUnderTest.ResultAsync(null, "check", "--config", bench.ConfigFile);
        Assert.Equal(0, code);
        Assert.Equal($"ok: node {bench.Node} of acme; servers: {bench.Server.Url}/; commands in the whitelist: 2", output.Trim());

        bench.Configure("""{"a": 1}""", more: new { kill_grace = 1000, log_format = "xml" });
        var (wrong, nothing, log) = await AgentUnderTest.ResultAsync(null, "check", "--config", bench.ConfigFile);
        Assert.Equal((2, ""), (wrong, nothing.Trim()));
        Assert.Equal(3, log.Split('\n').Count(line => line.StartsWith("pushy-agent: ", StringComparison.Ordinal)));
        foreach (var words in (string[])["key \"a\"", "kill_grace is 1000; allowed are 0 to 300 seconds", "\"xml\" is not one"])
            Assert.Contains(words, log);
        Assert.False(Directory.Exists(bench.StateDir));
    }

    private static Task<string> LoggedAsync(AgentUnderTest agent, string words) =>
        Processes.EventuallyAsync(() => agent.Log.Any(line => line.Contains(words, StringComparison.Ordinal)) ? "" : null, words);

    /// <summary>A change of the agent's state is told by a heartbeat, and a commit is one.</summary>
    private static async Task<string?> FaultAsync(TestLink link, string job)
    {
        await link.SendAsync(new ServerMessage.Commit(job, "true"));
        await link.ExpectAsync<AgentMessage.AckCommit>();
        var beat = await link.ExpectAsync<AgentMessage.Heartbeat>();
        await link.SendAsync(new ServerMessage.Abort(job));
        await link.ExpectAsync<AgentMessage.Aborted>();
        return beat.SettingsFault;
    }
}
