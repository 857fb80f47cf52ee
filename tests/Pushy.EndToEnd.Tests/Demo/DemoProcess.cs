using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pushy.EndToEnd.Tests.Demo;

/// <summary><c>pushy demo</c> as a process, with a temporary folder of its own.</summary>
public sealed partial class DemoProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-demo-tests-").FullName;
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public DemoProcess(params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "pushy"), ["demo", .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = _folder;
        start.Environment["NOTES"] = _folder; // agents inherit it, and so do their jobs
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int Code, string Output, string Error)> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return (_process.ExitCode, await _output.WaitAsync(ct), await _error.WaitAsync(ct));
    }

    public void Send(int signal) => Assert.Equal(0, KillProcess(_process.Id, signal));

    /// <summary>Waits until a job has written its process id to <c>$NOTES/NAME</c>.</summary>
    public async Task<int> NotedPidAsync(string name, CancellationToken ct)
    {
        var path = Path.Combine(_folder, name);
        await UntilAsync(
            () =>
            {
                Assert.False(_process.HasExited, "the demo ended before its job began");
                return File.Exists(path) && File.ReadAllText(path).EndsWith('\n');
            },
            ct);
        return int.Parse(await File.ReadAllTextAsync(path, ct), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until no process has our folder in its arguments, which those of the demo all have, and none of these is alive.</summary>
    public Task AssertNothingIsLeftAsync(IEnumerable<int> jobs, CancellationToken ct) =>
        UntilAsync(() => Directory.GetDirectories(_folder).Length == 0 && !WithOurFolder().Any() && !jobs.Any(IsAlive), ct);

    public void Dispose()
    {
        if (!_process.HasExited)
            Send(Kill); // its guard ends the rest
        _process.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Looks again and again: no event tells of files and processes of others.</summary>
    private static async Task UntilAsync(Func<bool> condition, CancellationToken ct)
    {
        using var looks = new PeriodicTimer(Pause);
        while (!condition())
            await looks.WaitForNextTickAsync(ct);
    }

    private IEnumerable<int> WithOurFolder() => Directory.GetDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0)
        .Where(pid => pid > 0 && Read(pid, "cmdline").Contains(_folder, StringComparison.Ordinal));

    /// <summary>One that has ended and was not waited for is not alive.</summary>
    private static bool IsAlive(int pid) => Read(pid, "stat") is { Length: > 0 } stat && !stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            return ""; // gone
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillProcess(int pid, int signal);
}
