using System.Diagnostics;
using System.Text.Json;

namespace Pushy.Agent.Supervision;

/// <summary>The agent's end of a supervisor.</summary>
internal sealed class JobProcess : IDisposable
{
    /// <summary>Beyond TERM, grace and KILL, so long may a supervisor take before it is done away with itself.</summary>
    private static readonly TimeSpan SupervisorPatience = TimeSpan.FromSeconds(15);

    /// <summary>To start and to try a start: milliseconds, except on a machine that is not able to run a job either. Shorter than a vote.</summary>
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(20);

    private readonly Process _supervisor;
    private readonly ReportReader _reports;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private bool _told, _abortWanted, _abortSent, _letGo;
    private ITimer? _patience;

    private JobProcess(Process supervisor, TimeProvider time)
    {
        (_supervisor, _time, _reports) = (supervisor, time, new(supervisor.StandardOutput.BaseStream));
        Pid = supervisor.Id;
    }

    /// <summary>The supervisor's process id.</summary>
    public int Pid { get; }

    /// <summary>Starts a supervisor that waits for its order: nothing of the job runs yet.</summary>
    public static JobProcess Prepare(TimeProvider time)
    {
        var start = OwnProgram.Current.StartInfo(Supervisor.Word);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return new JobProcess(Process.Start(start) ?? throw new IOException("the supervisor could not be started"), time);
    }

    /// <summary>Lets the supervisor try what a start needs.</summary>
    /// <param name="rehearsal">An order that is not carried out.</param>
    /// <returns>Why a start would fail; null if nothing stands in its way.</returns>
    public async Task<string?> RehearseAsync(LaunchOrder rehearsal)
    {
        try
        {
            await SendAsync(rehearsal);
            return await _reports.ReadAsync().WaitAsync(ReadyPatience, _time) switch
            {
                { Word: SupervisorWord.Ready } => null,
                { Detail: { } why } => why,
                _ => "the supervisor ended before it was ready",
            };
        }
        catch (TimeoutException)
        {
            _ = Libc.Kill(Pid, Libc.SigKill);
            return $"the supervisor was not ready within {ReadyPatience.TotalSeconds:0} s";
        }
        catch (Exception broken) when (broken is IOException or JsonException)
        {
            return $"the supervisor ended before it was ready: {broken.Message}";
        }
    }

    /// <summary>
    /// Gives the order and passes on what the supervisor tells, until its last word. One whose command has ended by itself may stay for what that left behind:
    /// it is not waited for.
    /// </summary>
    public async Task RunAsync(LaunchOrder order, Func<SupervisorReport, ValueTask> tell)
    {
        try
        {
            await SendAsync(order);
            while (await _reports.ReadAsync() is { } report)
            {
                await tell(report);
                if (report.Word is SupervisorWord.Exited)
                    return;
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

    /// <summary>Asks for the death of everything that belongs to the job. Once it was let go there is nobody left to ask: its last word is on its way.</summary>
    /// <param name="killGrace">As in the order.</param>
    public void Abort(TimeSpan killGrace)
    {
        lock (_gate)
        {
            if (_letGo)
                return;
            _abortWanted = true;
            SendAbort();
            _patience ??= _time.CreateTimer(_ => KillHard(), null, killGrace + SupervisorPatience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lets go. A supervisor that never got an order ends by itself, as its input does; the runtime takes in its exit.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _letGo = true;
            _patience?.Dispose();
        }

        _supervisor.StandardInput.Dispose();
        _supervisor.StandardOutput.Dispose();       // the process does not do it for who has touched them
        _supervisor.Dispose();
    }

    private async Task SendAsync(LaunchOrder order)
    {
        var input = _supervisor.StandardInput.BaseStream;
        await input.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(order, SupervisorContext.Default.LaunchOrder), (byte)'\n']);
        await input.FlushAsync();
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
        lock (_gate)
        {
            if (_letGo)
                return; // the number may be somebody else's by now
            ProcessTree.KillBelow(Pid);
            _ = Libc.Kill(Pid, Libc.SigKill);
        }
    }
}
