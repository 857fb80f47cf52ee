using System.Diagnostics;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>A process that we started. Output goes straight to its log, so that it is whole whatever becomes of us or of it.</summary>
internal sealed class Daemon
{
    private const string Script = """exec "$@" >>"$0" 2>&1 </dev/null""";
    private const int TailBytes = 12_000;

    private readonly Process _process;

    private Daemon(string name, string log, Process process)
    {
        (Name, LogFile, _process) = (name, log, process);
        Exited = ExitAsync();
    }

    public string Name { get; }

    public string LogFile { get; }

    public int Pid => _process.Id;

    /// <summary>Completes with the exit code; 128 and the signal's number if one ended it.</summary>
    public Task<int> Exited { get; }

    /// <param name="log">Made, or appended to.</param>
    /// <param name="environment">Variables on top of ours.</param>
    public static Daemon Start(string name, IEnumerable<string> command, string log, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, log, .. command]);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        return new Daemon(name, log, Process.Start(start)!);
    }

    public void Send(int signal)
    {
        if (!Exited.IsCompleted)
            Posix.Send(Pid, signal);
    }

    /// <summary><c>kill -9</c>, and its end.</summary>
    public async Task KillAsync()
    {
        Send(Posix.Kill);
        await Exited.WaitAsync(Until.Patience);
    }

    /// <summary>SIGTERM, and the exit code that follows.</summary>
    public async Task<int> StopAsync()
    {
        Send(Posix.Term);
        return await Exited.WaitAsync(Until.Patience);
    }

    public string Log()
    {
        using var file = new FileStream(LogFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    /// <summary>The log's end, for the message of a failing test.</summary>
    public string Tail()
    {
        var log = Log();
        var state = Exited.IsCompletedSuccessfully ? $"ended with {Exited.Result}" : $"runs, pid {Pid}";
        return $"--- {Name} ({state})\n{(log.Length > TailBytes ? "…" + log[^TailBytes..] : log)}";
    }

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
