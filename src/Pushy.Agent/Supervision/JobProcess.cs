using System.Diagnostics;
using System.Text.Json;

namespace Pushy.Agent.Supervision;

/// <summary>The agent's end of a supervisor.</summary>
internal sealed class JobProcess : IDisposable
{
    /// <summary>Beyond TERM, grace and KILL, so long may a supervisor take before it is done away with itself.</summary>
    private static readonly TimeSpan SupervisorPatience = TimeSpan.FromSeconds(15);

    private readonly Process _supervisor;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private bool _told, _abortWanted, _abortSent;
    private ITimer? _patience;

    private JobProcess(Process supervisor, TimeProvider time) => (_supervisor, _time) = (supervisor, time);

    /// <summary>The supervisor's process id.</summary>
    public int Pid => _supervisor.Id;

    /// <summary>Starts a supervisor that waits for its order: nothing of the job runs yet.</summary>
    public static JobProcess Prepare(TimeProvider time)
    {
        var self = Environment.ProcessPath is { } path && File.Exists(path) ? path : "/proc/self/exe";     // replaced by an update meanwhile
        var start = new ProcessStartInfo(self) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(Supervisor.Word);
        return new JobProcess(Process.Start(start) ?? throw new IOException("the supervisor could not be started"), time);
    }

    /// <summary>Gives the order and passes on what the supervisor tells, until it is gone.</summary>
    public async Task RunAsync(LaunchOrder order, Func<SupervisorReport, ValueTask> tell)
    {
        try
        {
            var input = _supervisor.StandardInput.BaseStream;
            await input.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(order, SupervisorContext.Default.LaunchOrder));
            await input.WriteAsync("\n"u8.ToArray());
            await input.FlushAsync();
            var reports = new ReportReader(_supervisor.StandardOutput.BaseStream);
            while (await reports.ReadAsync() is { } report)
            {
                await tell(report);
                lock (_gate)
                {
                    _told = true;
                    SendAbort();
                }
            }
        }
        catch (Exception broken) when (broken is IOException or JsonException)
        {
            // Only a supervisor that was killed from outside breaks off; the caller sees that there was no last word.
        }
        await _supervisor.WaitForExitAsync();
    }

    /// <summary>Asks for the death of everything that belongs to the job.</summary>
    /// <param name="killGrace">As in the order.</param>
    public void Abort(TimeSpan killGrace)
    {
        lock (_gate)
        {
            _abortWanted = true;
            SendAbort();
            _patience ??= _time.CreateTimer(_ => KillHard(), null, killGrace + SupervisorPatience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lets go. A supervisor that never got an order ends by itself, as its input does.</summary>
    public void Dispose()
    {
        _patience?.Dispose();
        _supervisor.StandardInput.Dispose();
        _supervisor.Dispose();
    }

    private void SendAbort()
    {
        if (!_abortWanted || !_told || _abortSent)
            return;
        _abortSent = true;
        try
        {
            _supervisor.StandardInput.Write(Supervisor.AbortLine + "\n");
            _supervisor.StandardInput.Flush();
        }
        catch (IOException)
        {
            // Gone already.
        }
    }

    private void KillHard()
    {
        ProcessTree.KillBelow(Pid);
        _ = Libc.Kill(Pid, Libc.SigKill);
    }
}
