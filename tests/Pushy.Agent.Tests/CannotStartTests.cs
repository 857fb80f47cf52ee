using Pushy.Agent.Jobs;
using Pushy.Agent.Supervision;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

/// <summary>What keeps a command from starting is told by the vote where it can be known then, and else with the step that failed.</summary>
public sealed class CannotStartTests
{
    private const string Go = """{"go": {"argv": ["PROGRAM", "x"], "dir": true}}""";
    private static readonly bool IsRoot = Libc.EffectiveUid() == 0;

    [Theory]
    [InlineData("echo a\tb", "command: it has the control character U+0009 (tab) at position 7; agents take commands of one line without any. Put a ; between two commands")]
    [InlineData("echo a\nrm b", "command: it has the control character U+000A (line feed) at position 7; agents take commands of one line without any. Put a ; between two commands")]
    public async Task A_command_with_a_control_character_is_refused_for_that_and_not_for_the_whitelist(string command, string words)
    {
        await using var bench = await AgentBench.StartAsync();
        Assert.Equal(("bad_command", words), await RefusalAsync(bench, new(Some.Job(1), command)));
    }

    [Theory]
    [InlineData("/no/such/program", "there is no /no/such/program")]
    [InlineData("no-such-program", "there is no no-such-program in the command's PATH, /usr/bin:/bin")]
    public async Task A_program_that_is_not_there_is_a_no(string program, string words)
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure(Go.Replace("PROGRAM", program, StringComparison.Ordinal));
        Assert.Equal(("no_such_program", words), await RefusalAsync(bench, new(Some.Job(1), "go")));
        bench.Configure();
        Assert.Equal(("no_such_program", words), await RefusalAsync(bench, new(Some.Job(1), program + " --now")));
    }

    [Fact]
    public async Task A_program_is_looked_up_in_the_directory_and_the_path_of_the_command()
    {
        await using var bench = await AgentBench.StartAsync();
        Directory.CreateDirectory(bench.At("bin"));
        await File.WriteAllTextAsync(bench.At("bin/mine"), "#!/bin/sh\necho mine\n");
        File.SetUnixFileMode(bench.At("bin/mine"), (UnixFileMode)0b111_101_101);
        bench.Configure(more: new { allowed_overwritable_env_vars = new[] { "PATH" } });
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "mine"));
        Assert.Equal("no_such_program", (await link.ExpectAsync<AgentMessage.NackCommit>()).Reason);

        var there = new ServerMessage.Commit(Some.Job(2), "mine") { Env = new Dictionary<string, string> { ["PATH"] = bench.At("bin") + ":/bin" }, Capture = true };
        Assert.Equal("mine\n", (await link.RunAsync<AgentMessage.Succeeded>(there)).Stdout);
        Assert.Equal("mine\n", (await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(3), "bin/mine") { Dir = bench.Folder, Capture = true })).Stdout);
    }

    [Fact]
    public async Task A_program_that_the_account_may_not_execute_is_a_no()
    {
        if (!IsRoot)
            return;     // another account can only be had by root
        await using var bench = await AgentBench.StartAsync();
        var program = bench.At("program");
        await File.WriteAllTextAsync(program, "#!/bin/sh\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead);
        bench.Configure(Go.Replace("PROGRAM", program, StringComparison.Ordinal));
        Assert.Equal(("not_executable", $"{program} may not be executed by root"), await RefusalAsync(bench, new(Some.Job(1), "go")));

        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        bench.Configure();
        Assert.Equal(("not_executable", $"{program} may not be executed by nobody"), await RefusalAsync(bench, new(Some.Job(1), program) { User = "nobody" }));
    }

    [Fact]
    public async Task A_directory_that_the_account_may_not_enter_is_a_no()
    {
        if (!IsRoot)
            return;
        await using var bench = await AgentBench.StartAsync();
        Directory.CreateDirectory(bench.At("shut"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(("directory_denied", $"dir: {bench.At("shut")} may not be entered by nobody"), await RefusalAsync(bench, new(Some.Job(1), "true") { User = "nobody", Dir = bench.At("shut") }));
    }

    [Fact]
    public async Task What_goes_wrong_after_the_vote_is_told_with_its_step()
    {
        await using var bench = await AgentBench.StartAsync();
        var (program, directory) = (bench.At("program"), bench.At("there"));
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(program, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        bench.Configure(Go.Replace("PROGRAM", program, StringComparison.Ordinal).TrimEnd('}') + """}, "true": {"command_line": "true", "dir": true}}""");
        var (_, link) = await bench.ConnectedAsync();
        Assert.Equal(
            $"exec of {program}: No such file or directory; the file is there, so the interpreter or loader that it names is missing",
            await FailureAsync(link, new(Some.Job(1), "go")));

        await link.SendAsync(new ServerMessage.Commit(Some.Job(2), "true") { Dir = directory });
        await link.ExpectAsync<AgentMessage.AckCommit>();
        Directory.Delete(directory);
        await link.SendAsync(new ServerMessage.Run(Some.Job(2)));
        Assert.Equal($"chdir to {directory}: No such file or directory", (await link.ExpectAsync<AgentMessage.Failed>()).Detail);
    }

    [Fact]
    public void Each_step_of_a_start_has_its_name()
    {
        if (!IsRoot)
            return;
        var shut = Directory.CreateTempSubdirectory("pushy-agent-test-").FullName;
        var nobody = Account.Find("nobody")!.Credentials();
        var order = new LaunchOrder(["/bin/true"], [], 0, 0) { Become = nobody };
        Assert.Null(JobSpawn.Start(order, -1, -1).Fault);
        Assert.Equal($"chdir to {shut}: Permission denied", JobSpawn.Start(order with { Dir = shut }, -1, -1).Fault);
        Assert.Equal("exec of /etc/shadow: Permission denied", JobSpawn.Start(order with { Argv = ["/etc/shadow"] }, -1, -1).Fault);
        Assert.Equal("exec of nowhere: No such file or directory", JobSpawn.Start(order with { Argv = ["nowhere"] }, -1, -1).Fault);
        Assert.Equal("setgroups: Invalid argument", JobSpawn.Start(order with { Become = nobody with { Groups = new uint[70_000] } }, -1, -1).Fault);
        Assert.NotEqual(shut, Environment.CurrentDirectory);
        Directory.Delete(shut);
    }

    private static async Task<string?> FailureAsync(TestLink link, ServerMessage.Commit commit)
    {
        await link.SendAsync(commit);
        await link.ExpectAsync<AgentMessage.AckCommit>();
        await link.SendAsync(new ServerMessage.Run(commit.JobId));
        return (await link.ExpectAsync<AgentMessage.Failed>()).Detail;
    }

    private static async Task<(string? Reason, string? Detail)> RefusalAsync(AgentBench bench, ServerMessage.Commit commit)
    {
        var agent = bench.StartAgent(new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" });
        var link = await bench.Server.LinkAsync();
        await link.ExpectAsync<AgentMessage.Hello>();
        await link.SendAsync(commit);
        var nack = await link.ExpectAsync<AgentMessage.NackCommit>();
        await agent.KillAsync();
        return (nack.Reason, nack.Detail);
    }
}
