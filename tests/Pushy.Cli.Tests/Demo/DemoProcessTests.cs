using System.Diagnostics;
using System.Runtime.InteropServices;
using Pushy.Cli.Demo;

namespace Pushy.Cli.Tests.Demo;

/// <summary>The demo as a process of its own, with scripts for a server and agents that never get far.</summary>
public sealed partial class DemoProcessTests : IDisposable
{
    private const int Int = 2;
    private const int Kill = 9;
    private const int Term = 15;

    /// <summary>Admin commands end well; the server writes its process id and never listens.</summary>
    private const string SilentServer = """
        case $1 in run) echo $$ > "$FAKE/pid"; exec sleep 600 ;; esac
        """;

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_server_that_does_not_start_is_told_with_its_last_lines_and_where_its_log_is()
    {
        using var demo = Start("""
            case $1 in run) echo "pushy.http.urls: cannot listen"; exit 4 ;; esac
            """);

        var error = await demo.StandardError.ReadToEndAsync();
        await demo.WaitForExitAsync();

        Assert.Equal(7, demo.ExitCode);
        Assert.Contains("pushy-server ended with exit code 4 before it listened.", error, StringComparison.Ordinal);
        Assert.Contains("  pushy.http.urls: cannot listen", error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Temp(), "logs", "server.log"), error, StringComparison.Ordinal);
        Assert.Equal(["logs"], Directory.GetFileSystemEntries(Temp()).Select(Path.GetFileName)); // no keys stay behind
    }

    [Fact]
    public async Task A_failing_admin_command_is_told_by_name()
    {
        using var demo = Start("echo 'no space left'; exit 5");

        var error = await demo.StandardError.ReadToEndAsync();
        await demo.WaitForExitAsync();

        Assert.Equal(7, demo.ExitCode);
        Assert.Contains("'pushy-server org create demo' ended with exit code 5.", error, StringComparison.Ordinal);
        Assert.Contains("  no space left", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Int)]
    [InlineData(Term)]
    public async Task A_signal_ends_all_and_leaves_nothing(int signal)
    {
        using var demo = Start(SilentServer);
        var server = await LivingProcess.ReadPidAsync(_folder.In("pid"));

        Send(demo.Id, signal);
        await demo.WaitForExitAsync();

        Assert.Equal(128 + signal, demo.ExitCode);
        Assert.False(LivingProcess.IsAlive(server));
        Assert.Empty(Directory.GetDirectories(_folder.In("tmp")));
    }

    [Fact]
    public async Task Even_kill_9_leaves_nothing()
    {
        using var demo = Start(SilentServer);
        var server = await LivingProcess.ReadPidAsync(_folder.In("pid"));
        var folder = Temp();

        Send(demo.Id, Kill);
        await demo.WaitForExitAsync();

        await LivingProcess.AssertGoneAsync(server);
        await LivingProcess.AssertGoneAsync(folder);
    }

    [Fact]
    public async Task Json_keeps_standard_output_empty_when_there_is_no_job()
    {
        using var demo = Start("exit 5", "--json");

        var output = await demo.StandardOutput.ReadToEndAsync();
        await demo.WaitForExitAsync();

        Assert.Equal(7, demo.ExitCode);
        Assert.Empty(output);
    }

    public void Dispose() => _folder.Dispose();

    private string Temp() => Directory.GetDirectories(_folder.In("tmp")).Single();

    private Process Start(string server, params string[] args)
    {
        Directory.CreateDirectory(_folder.In("tmp"));
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "pushy"), ["demo", .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in Programs.Environment())
            start.Environment[variable] = value;
        start.Environment["TMPDIR"] = _folder.In("tmp");
        start.Environment["FAKE"] = _folder.Path;
        start.Environment[Programs.ServerVariable] = _folder.Script("server", server);
        start.Environment[Programs.AgentVariable] = _folder.Script("agent", "exit 0");
        return Process.Start(start)!;
    }

    private static void Send(int pid, int signal) => Assert.Equal(0, KillProcess(pid, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillProcess(int pid, int signal);
}
