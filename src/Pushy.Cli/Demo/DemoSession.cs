using System.Runtime.Versioning;
using Pushy.Cli.Jobs;
using Pushy.Cli.Processes;
using Spectre.Console;

namespace Pushy.Cli.Demo;

/// <summary>One <c>pushy demo</c> as a person sees it: what is printed, what is left behind, and the exit code.</summary>
internal static class DemoSession
{
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(DemoOptions options, TextWriter output, TextWriter error)
    {
        if (OperatingSystem.IsWindows())
        {
            await error.WriteLineAsync("pushy demo: needs Linux or macOS; on Windows it runs inside WSL.");
            return ExitCodes.Unreachable;
        }

        using var signals = new StopSignals();
        DemoFolder? folder = null;
        var keepLogs = false;
        try
        {
            var programs = Programs.Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable);
            folder = DemoFolder.Create();
            var finished = await RunAsync(options, programs, folder, output, error, signals.Token);
            keepLogs = await TellOfLostNodesAsync(finished.Job, folder, error);
            return finished.Job.Succeeded ? ExitCodes.Success : ExitCodes.SomeFailed;
        }
        catch (Exception) when (signals.Token.IsCancellationRequested)
        {
            await error.WriteLineAsync("pushy demo: stopped; nothing of it is left.");
            return signals.ExitCode;
        }
        catch (DemoFailedException e)
        {
            keepLogs = folder is not null;
            await error.WriteLineAsync($"pushy demo: {e.Message}");
            foreach (var line in e.Log is { } log ? await LogTail.DescribeAsync(log) : [])
                await error.WriteLineAsync(line);
            return ExitCodes.Unreachable;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"pushy demo: cannot work in {Path.GetTempPath()}: {e.Message}");
            return ExitCodes.Unreachable;
        }
        finally
        {
            folder?.Remove(keepLogs);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task<FinishedJob> RunAsync(
        DemoOptions options, Programs programs, DemoFolder folder, TextWriter output, TextWriter error, CancellationToken ct)
    {
        FinishedJob finished;
        await using (var fleet = new Fleet(programs, folder))
        {
            var progress = options.Json ? error : output;
            finished = await new DemoRun(options, folder, fleet, TimeProvider.System, progress, Screen(options, progress)).RunAsync(ct);
            if (!options.Json)
            {
                foreach (var line in JobReport.Lines(finished.Job, finished.Outputs))
                    await output.WriteLineAsync(line);
            }
        }

        if (options.Json)
            await output.WriteAsync(JobResultJson.Write(finished.Job, finished.Outputs));
        return finished;
    }

    private static Func<IAsyncEnumerable<JobSnapshot>, CancellationToken, Task<JobSnapshot>> Screen(DemoOptions options, TextWriter progress)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(progress) });
        var live = !options.Json && !Console.IsOutputRedirected && console.Profile.Capabilities is { Ansi: true, Interactive: true };
        return live
            ? (snapshots, ct) => JobScreen.LiveAsync(console, snapshots, ct)
            : (snapshots, ct) => JobScreen.PlainAsync(progress, snapshots, ct);
    }

    /// <summary>Logs of agents that the server lost, or never saw. A command that failed is no matter of ours.</summary>
    [UnsupportedOSPlatform("windows")]
    private static async Task<bool> TellOfLostNodesAsync(JobSnapshot job, DemoFolder folder, TextWriter error)
    {
        var lost = job.Nodes.Where(node => node.State is "crashed" or "unavailable").ToList();
        foreach (var node in lost)
        {
            foreach (var line in await LogTail.DescribeAsync(folder.Log(node.Node)))
                await error.WriteLineAsync(line);
        }

        return lost.Count > 0;
    }
}
