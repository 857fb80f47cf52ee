using Pushy.Agent.Jobs;
using Pushy.Agent.Supervision;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

public sealed class JobOptionsTests
{
    private static readonly bool IsRoot = Libc.EffectiveUid() == 0;

    [Fact]
    public async Task The_command_gets_the_jobs_variables_and_what_tells_it_about_its_job()
    {
        var outcome = await RunAsync(new(Some.Job(1), "echo $COLOR $CHEF_PUSH_NODE_NAME $CHEF_PUSH_JOB_ID ${CHEF_PUSH_JOB_FILE-none} $INHERITED")
        {
            Env = new Dictionary<string, string> { ["COLOR"] = "blue", ["CHEF_PUSH_NODE_NAME"] = "liar" },
        });
        Assert.Matches($@"\Ablue pushy-agent-test-\w+\.example\.com {Some.Job(1)} none yes\n\z", outcome.Stdout);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01; rm -rf /", "none")]
    [InlineData(null, "none")]
    public async Task The_command_gets_the_trace_context_of_its_run_and_none_of_the_agents_own(string? sent, string seen)
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure(more: new { log_format = "json" });
        var agent = bench.StartAgent(new Dictionary<string, string> { ["TRACEPARENT"] = "00-00000000000000000000000000000001-0000000000000001-01" });
        var link = await bench.Server.LinkAsync();
        await link.ExpectAsync<AgentMessage.Hello>();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "echo ${TRACEPARENT-none}") { Capture = true, Traceparent = "of the vote" });
        await link.ExpectAsync<AgentMessage.AckCommit>();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "echo ${TRACEPARENT-none}") { Capture = true, Traceparent = "of a repeat" });
        await link.ExpectAsync<AgentMessage.AckCommit>();
        await link.SendAsync(new ServerMessage.Run(Some.Job(1)) { Traceparent = sent });
        await link.ExpectAsync<AgentMessage.AckRun>();
        Assert.Equal(seen + "\n", (await link.ExpectAsync<AgentMessage.Succeeded>()).Stdout);

        var lines = agent.Log.Where(line => line.Length > 0).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToList();
        var running = lines.Single(line => line.GetProperty("message").GetString()!.EndsWith("running", StringComparison.Ordinal));
        Assert.Equal((Some.Job(1), bench.Node), (running.GetProperty("job_id").GetString(), running.GetProperty("node").GetString()));
        Assert.Equal(seen == "none" ? null : "0af7651916cd43dd8448eb211c80319c", running.TryGetProperty("trace_id", out var trace) ? trace.GetString() : null);
    }

    [Fact]
    public async Task With_a_list_of_variables_all_others_are_renamed()
    {
        var outcome = await RunAsync(
            new(Some.Job(1), "echo $COLOR ${SHAPE-unset} $CHEF_PUSH_ENV_SHAPE $CHEF_PUSH_ENV_LD_PRELOAD")
            {
                Env = new Dictionary<string, string> { ["COLOR"] = "blue", ["SHAPE"] = "round", ["LD_PRELOAD"] = "harmless" },
            },
            new { allowed_overwritable_env_vars = new[] { "COLOR" } });
        Assert.Equal("blue unset round harmless\n", outcome.Stdout);
    }

    [Theory]
    [InlineData("raw:Grüße", "Grüße")]
    [InlineData("base64:AAH/", "\0\u0001\uFFFD")]
    public async Task The_jobs_file_is_there_for_its_owner_only(string file, string content)
    {
        var outcome = await RunAsync(new(Some.Job(1), "stat -c %a $CHEF_PUSH_JOB_FILE; cat $CHEF_PUSH_JOB_FILE") { File = file });
        Assert.Equal("600\n" + content, outcome.Stdout);
    }

    [Fact]
    public async Task The_command_runs_in_its_directory_with_empty_input_in_a_session_of_its_own()
    {
        var outcome = await RunAsync(new(Some.Job(1), "pwd; cat; ps -o sid= -p $$ | tr -d ' '; echo $$; kill -0 $$ && ps -o ignored= -p $$") { Dir = "/usr/bin" });
        var lines = outcome.Stdout!.Split('\n');
        Assert.Equal("/usr/bin", lines[0]);
        Assert.Equal(lines[2], lines[1]);
        Assert.Equal(0, Convert.ToInt64(lines[3], 16) & 0x7fff_ffff);     // of the standard signals, none is ignored
    }

    [Fact]
    public async Task As_root_the_command_runs_as_the_account_the_job_names_and_nothing_more()
    {
        if (!IsRoot)
            return;     // another account can only be had by root; the refusal is tested below
        var nobody = Account.Find("nobody")!;
        var outcome = await RunAsync(new(Some.Job(1), "id -u; id -g; id -Gn; echo $USER; cat $CHEF_PUSH_JOB_FILE; cat /etc/shadow > /dev/null 2>&1 || echo denied; stat -c %U $CHEF_PUSH_JOB_FILE")
        {
            User = "nobody",
            File = "raw:mine\n",
        });
        Assert.Equal($"{nobody.Uid}\n{nobody.Gid}\nnogroup\nnobody\nmine\ndenied\nnobody\n", outcome.Stdout);
    }

    [Theory]
    [InlineData("no_such_user", "no account", "user")]
    [InlineData("no_such_directory", "dir", "dir")]
    [InlineData("bad_file", "raw: or base64:", "file")]
    [InlineData("bad_file", "not base64", "base64")]
    [InlineData("bad_file", "at most 100000", "big")]
    [InlineData("bad_environment", "LD_PRELOAD may not be set", "LD_PRELOAD")]
    [InlineData("bad_environment", "PATH may not be set", "PATH")]
    [InlineData("bad_environment", "is not a name", "A=B")]
    public async Task What_cannot_be_done_is_refused_with_a_reason(string reason, string words, string what)
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var commit = new ServerMessage.Commit(Some.Job(1), "true");
        await link.SendAsync(what switch
        {
            "user" => commit with { User = "no-such-account" },
            "dir" => commit with { Dir = "/no/such/directory" },
            "file" => commit with { File = "text" },
            "base64" => commit with { File = "base64:*" },
            "big" => commit with { File = "raw:" + new string('x', 100_001) },
            var name => commit with { Env = new Dictionary<string, string> { [name] = "secret value" } },
        });
        var nack = await link.ExpectAsync<AgentMessage.NackCommit>();
        Assert.Equal(reason, nack.Reason);
        Assert.Contains(words, nack.Detail);
        Assert.DoesNotContain("secret value", nack.Detail);
    }

    [Fact]
    public async Task A_command_that_the_whitelist_does_not_have_is_refused_and_the_reason_says_it_all()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure("{}");
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "echo"));
        Assert.Equal(new AgentMessage.NackCommit(Some.Job(1)) { Reason = "not_whitelisted" }, await link.ExpectAsync<AgentMessage.NackCommit>());
    }

    [Fact]
    public async Task A_lock_that_another_holds_is_a_no_and_a_free_one_is_held_until_the_start()
    {
        await using var bench = await AgentBench.StartAsync();
        var file = bench.At("chef.lock");
        await File.WriteAllTextAsync(file, "content");
        bench.Configure($$"""{"go": {"command_line": "flock -n {{file}} echo got it", "lock": "{{file}}" } }""");
        var (_, link) = await bench.ConnectedAsync();
        var (held, _) = JobLock.TryTake(file);
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "go"));
        Assert.Equal("lock_held", (await link.ExpectAsync<AgentMessage.NackCommit>()).Reason);
        held!.Dispose();

        await link.SendAsync(new ServerMessage.Commit(Some.Job(2), "go") { Capture = true });
        await link.ExpectAsync<AgentMessage.AckCommit>();
        Assert.NotNull(JobLock.TryTake(file).Fault);
        await link.SendAsync(new ServerMessage.Run(Some.Job(2)));
        await link.ExpectAsync<AgentMessage.AckRun>();
        Assert.Equal("got it\n", (await link.ExpectAsync<AgentMessage.Succeeded>()).Stdout);
        Assert.Equal("content", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task An_account_that_the_whitelist_fixes_cannot_be_changed_by_a_job()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure("""{"go": {"command_line": "true", "user": "nobody"}}""");
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "go") { User = "root" });
        Assert.Equal("cannot_switch_user", (await link.ExpectAsync<AgentMessage.NackCommit>()).Reason);
    }

    private static async Task<AgentMessage.Succeeded> RunAsync(ServerMessage.Commit commit, object? more = null)
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure(more: more);
        bench.StartAgent(new Dictionary<string, string> { ["INHERITED"] = "yes" });
        var link = await bench.Server.LinkAsync();
        await link.ExpectAsync<AgentMessage.Hello>();
        return await link.RunAsync<AgentMessage.Succeeded>(commit with { Capture = true });
    }
}
