using System.Diagnostics;
using Pushy.Cli.Tests.Server;

namespace Pushy.Cli.Tests.Processes;

/// <summary>The program itself, with standard streams that are full, closed, or that nobody reads.</summary>
public sealed class LostOutputTests(RealServer server) : IClassFixture<RealServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // the machine may be busy with other tests

    [Theory]
    [InlineData("\"$@\" >/dev/full", "No space left on device")]
    [InlineData("\"$@\" >&-", "it is closed")]
    public async Task Results_that_cannot_be_written_are_told_in_one_line(string script, string why)
    {
        foreach (var args in (string[][])[["--help"], ["job", "list"], ["node", "list", "-o", "json"]])
        {
            var (code, output, error) = await RunAsync(script, args);
            Assert.Equal((1, "", $"pushy: cannot write to standard output: {why}\n"), (code, output, error));
        }
    }

    [Theory]
    [InlineData("\"$@\" 2>/dev/full")]
    [InlineData("\"$@\" 2>&-")]
    [InlineData("\"$@\" <&- >&- 2>&-")]
    public async Task Problems_that_cannot_be_written_leave_the_exit_code(string script)
    {
        Assert.Equal((2, "", ""), await RunAsync(script, "job", "start", "true", "--dryrun"));
    }

    [Theory]
    [InlineData("\"$@\" >/dev/full", 1)]
    [InlineData("\"$@\" >&-", 1)]
    [InlineData("\"$@\" | true; exit ${PIPESTATUS[0]}", 141)]
    public async Task The_id_of_a_job_that_was_started_is_never_lost(string script, int expected)
    {
        var (code, _, error) = await RunAsync(script, "job", "start", "true", "web1");

        Assert.Equal(expected, code);
        var line = Assert.Single(error.Split('\n'), one => one.StartsWith("Started.  Job ID: ", StringComparison.Ordinal));
        Assert.Equal(0, (await server.RunAsync("job", "watch", line[^32..])).Code);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo first; sleep 600", "head -n 1", "first\n141\n")]
    [InlineData("sleep 600", "true", "141\n")]
    public async Task Following_ends_when_its_reader_has_gone(string command, string reader, string expected)
    {
        var id = (await server.RunAsync("job", "start", command, "slow-a", "--capture", "--nowait")).Output.Trim()[^32..];
        try
        {
            var run = await RunAsync($"\"$@\" | {reader}; echo ${{PIPESTATUS[0]}}", "job", "output", id, "--follow");

            Assert.Equal((0, expected, ""), run);
        }
        finally
        {
            await server.RunAsync("job", "abort", id);
            await LivingProcess.UntilAsync(async () => (await server.RunAsync("node", "status", "slow-a")).Output.Contains(" available", StringComparison.Ordinal), "slow-a stays busy");
        }
    }

    /// <param name="script">For bash; <c>"$@"</c> is the program with its arguments.</param>
    private async Task<(int Code, string Output, string Error)> RunAsync(string script, params string[] args)
    {
        var start = new ProcessStartInfo("bash", ["-c", script, "bash", Path.Combine(AppContext.BaseDirectory, "pushy"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = server.Shell();
        foreach (var (name, value) in shell.Variables)
            start.Environment[name] = value;
        start.Environment["HOME"] = shell.Home.Path;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
