using System.Diagnostics;
using System.Text.Json;

namespace Pushy.Agent.Supervision;

/// <summary>The agent's end of a supervisor.</summary>
internal sealed class JobProcess : IDisposable
{
    /// <summary>Beyond TERM, grace and KILL, so long may a supervisor take before it is done away with itself.</summary>
    private static readonly TimeSpan SupervisorPatience = TimeSpan.FromSeconds(15);

    private readonly Process _supervisor;
    private readonly LaunchOrder _order;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private bool _told, _abortWanted, _abortSent;
    private ITimer? _patience;

    private JobProcess(Process supervisor, LaunchOrder order, TimeProvider time) => (_supervisor, _order, _time) = (supervisor, order, time);

    /// <summary>The supervisor's process id.</summary>
    public int Pid => _supervisor.Id;

    /// <summary>Starts a supervisor that waits for its order: nothing of the job runs yet.</summary>
    public static JobProcess Prepare(LaunchOrder order, TimeProvider time)
    {
        var self = Environment.ProcessPath is { } path && File.Exists(path) ? path : "/proc/self/exe";     // replaced by an update meanwhile
        var start = new ProcessStartInfo(self) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(Supervisor.Word);
        return new JobProcess(Process.Start(start) ?? throw new IOException("the supervisor could not be started"), order, time);
    }

    /// <summary>Gives the order and passes on what the supervisor tells; null once, when it is gone.</summary>
    public async Task RunAsync(Func<SupervisorReport?, ValueTask> tell)
    {
        try
        {
            var input = _supervisor.StandardInput.BaseStream;
            await input.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(_order, SupervisorContext.Default.LaunchOrder));
            await input.WriteAsync("\n"u8.ToArray());
            await input.FlushAsync();
            while (await _supervisor.StandardOutput.ReadLineAsync() is { } line)
            {
                var report = JsonSerializer.Deserialize(line, SupervisorContext.Default.SupervisorReport)!;
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
            // Only a supervisor that was killed from outside breaks off; that it is gone is told below.
        }
        await _supervisor.WaitForExitAsync();
        await tell(null);
    }

    /// <summary>Asks for the death of everything that belongs to the job.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            _abortWanted = true;
            SendAbort();
            var patience = TimeSpan.FromMilliseconds(_order.KillGraceMilliseconds) + SupervisorPatience;
            _patience ??= _time.CreateTimer(_ => KillHard(), null, patience, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _patience?.Dispose();
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
