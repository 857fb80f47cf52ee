using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pushy.Agent.Tests.Harness;

/// <summary>The agent's program as a process: its own output started with dotnet, or the native one that PUSHY_AGENT_BINARY names.</summary>
internal sealed class AgentUnderTest : IAsyncDisposable
{
    public static readonly string? Native = Environment.GetEnvironmentVariable("PUSHY_AGENT_BINARY");

    private static string DotNet => Environment.ProcessPath is { } own && Path.GetFileName(own) == "dotnet" ? own : "dotnet";

    private readonly Process _process;

    private AgentUnderTest(Process process) => _process = process;

    public int Pid => _process.Id;

    public ConcurrentQueue<string> Log { get; } = [];

    public ConcurrentQueue<string> Output { get; } = [];

    public static AgentUnderTest Start(IReadOnlyDictionary<string, string>? env, params IEnumerable<string> arguments) => StartWith("", env, arguments);

    /// <param name="streams">Of the shell: where standard streams lead to.</param>
    public static AgentUnderTest StartWith(string streams, IReadOnlyDictionary<string, string>? env, IEnumerable<string> arguments)
    {
        // The signal of a file that grows too large is ignored, as a full disk sends none: so a limit can stand in for one.
        return StartBy("trap '' XFSZ; exec \"$@\" " + streams, env, arguments);
    }

    /// <param name="script">Of the shell; <c>"$@"</c> is the program with its arguments.</param>
    public static AgentUnderTest StartBy(string script, IReadOnlyDictionary<string, string>? env, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var word in (string[])["-c", script, "sh", Native ?? DotNet])
            start.ArgumentList.Add(word);
        if (Native is null)
            start.ArgumentList.Add(typeof(ExitCodes).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in env ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var agent = new AgentUnderTest(new Process { StartInfo = start });
        agent._process.ErrorDataReceived += (_, line) => agent.Log.Enqueue(line.Data ?? "");
        agent._process.OutputDataReceived += (_, line) => agent.Output.Enqueue(line.Data ?? "");
        agent._process.Start();
        agent._process.BeginErrorReadLine();
        agent._process.BeginOutputReadLine();
        return agent;
    }

    /// <summary>A program that is expected to end by itself.</summary>
    public static async Task<(int ExitCode, string Output, string Log)> ResultAsync(IReadOnlyDictionary<string, string>? env, params IEnumerable<string> arguments)
    {
        await using var agent = Start(env, arguments);
        var code = await agent.ExitCodeAsync();
        return (code, string.Join('\n', agent.Output), string.Join('\n', agent.Log));
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Some.Patience);
        return _process.ExitCode;
    }

    /// <summary>From now on no file can grow: what a full disk does, too.</summary>
    public Task FillDiskAsync() => LimitFilesAsync("0");

    public Task EmptyDiskAsync() => LimitFilesAsync("unlimited");

    private async Task LimitFilesAsync(string bytes)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{Pid}", $"--fsize={bytes}:unlimited"]);
        await limit.WaitForExitAsync();
        Assert.Equal(0, limit.ExitCode);
    }

    /// <summary>kill -9: nothing of it can be handled.</summary>
    public async Task KillAsync()
    {
        Processes.Signal(Pid, Processes.SigKill);
        await _process.WaitForExitAsync().WaitAsync(Some.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}
