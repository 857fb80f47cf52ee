using System.Diagnostics;

namespace Pushy.Cli.Processes;

/// <summary>A program that we started: what it writes goes to its log, the guard knows it, and it can be ended with all of its descendants.</summary>
internal sealed class Child
{
    /// <summary>Waits for our word, so that the guard knows the process before the program begins; nothing begins if we die before.</summary>
    private const string Script = "read -r go && output=$1 && shift && exec \"$@\" </dev/null >>\"$output\" 2>>\"$0\"";

    /// <summary>After SIGKILL a process is gone as soon as the kernel gets to it; this is for one that hangs in the kernel.</summary>
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private Child(string name, string log, Process process, Guard guard)
    {
        (Name, Log, _process) = (name, log, process);
        Exited = WaitAsync(guard);
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Path of the file that has what it writes.</summary>
    public string Log { get; }

    public int Pid => _process.Id;

    /// <summary>Completes with the exit code, 128 and the signal's number if a signal ended it.</summary>
    public Task<int> Exited { get; }

    /// <param name="name">What people call it.</param>
    /// <param name="program">Path of the executable.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="log">Appended to.</param>
    /// <param name="guard">Told of the child before its program begins.</param>
    /// <param name="environment">Variables to set on top of ours.</param>
    /// <param name="output">Gets its standard output instead of the log.</param>
    public static Child Start(
        string name,
        string program,
        IEnumerable<string> args,
        string log,
        Guard guard,
        IReadOnlyDictionary<string, string>? environment = null,
        string? output = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, log, output ?? log, program, .. args]) { RedirectStandardInput = true };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        var process = Process.Start(start)!;
        guard.Add(process.Id);
        process.StandardInput.Write("go\n");
        process.StandardInput.Close();
        return new Child(name, log, process, guard);
    }

    /// <summary>TERM, and KILL for the whole tree if that was not enough in time.</summary>
    /// <param name="grace">How long it may take to end by itself.</param>
    public async Task StopAsync(TimeSpan grace)
    {
        if (!Exited.IsCompleted)
            Signals.Terminate(Pid);
        await Task.WhenAny(Exited, Task.Delay(grace));
        if (Exited.IsCompleted)
            return;
        _process.Kill(entireProcessTree: true);
        await Task.WhenAny(Exited, Task.Delay(KillTime));
    }

    private async Task<int> WaitAsync(Guard guard)
    {
        await _process.WaitForExitAsync();
        guard.Drop(Pid);
        return _process.ExitCode;
    }
}
