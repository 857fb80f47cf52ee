using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Pushy.Agent.Supervision;

/// <summary>
/// A process between agent and job (docs/decisions/0010): it starts the command, adopts whatever the command leaves behind, keeps output,
/// and kills all of it when told to or when the agent is gone. One thread, no pool, no signals: one <c>poll</c> over its pipes.
/// </summary>
internal sealed unsafe class Supervisor
{
    public const string Word = "supervise";
    public const string AbortLine = "abort";

    private static readonly TimeSpan DrainAfterExit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GiveUpKilling = TimeSpan.FromSeconds(10);
    private const int ReapEvery = 1000, LookWhileKilling = 20, LookWithoutPidFd = 50;    // milliseconds

    /// <summary>Two pipes, two files of output, the command's process, its directory, and some.</summary>
    private const int FilesOfAJob = 12;
    private const int PidFdOpen = 434, Abnormal = 0x7f;

    private readonly LaunchOrder _order;
    private readonly KeptOutput? _out, _err;
    private int _outFd = -1, _errFd = -1, _pidFd = -1, _pid;
    private int? _status;
    private bool _alone;

    private Supervisor(LaunchOrder order)
    {
        _order = order;
        if (order is { StdoutFile: { } stdout, StderrFile: { } stderr })
            (_out, _err) = (new(stdout, order.OutputLimit), new(stderr, order.OutputLimit));
    }

    /// <summary>Entry point of the hidden command.</summary>
    public static int Run()
    {
        _ = Libc.SetSid();
        foreach (var signal in (ReadOnlySpan<int>)[Libc.SigHup, Libc.SigInt, Libc.SigQuit, Libc.SigTerm])
            _ = Libc.Signal(signal, 1);     // SIG_IGN: the agent decides when this ends
        _ = Libc.Prctl(Libc.SubreaperOption, 1, 0, 0, 0);

        _ = Libc.Prctl(Libc.NameOption, "pushy-agent");      // it was started as /proc/self/exe

        while (ControlPipe.ReadLine() is { } line)       // else the agent died before it said what to start: nothing was started
        {
            var order = JsonSerializer.Deserialize(line, SupervisorContext.Default.LaunchOrder)!;
            if (order.IsRehearsal)
            {
                Tell(Rehearse(order));
                continue;
            }
            new Supervisor(order).Supervise();
            break;
        }
        return 0;
    }

    private static SupervisorReport Rehearse(LaunchOrder order)
    {
        var why = Descriptors.Lack(FilesOfAJob) ?? JobSpawn.Rehearse(order.Become);
        return why is null ? new(SupervisorWord.Ready) : new(SupervisorWord.StartFailed) { Detail = why };
    }

    private void Supervise()
    {
        var limit = new RunLimit(_order.RunSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, () => BootClock.Now);
        var error = TryStart();
        if (error is not null)
        {
            Tell(new(SupervisorWord.StartFailed) { Detail = error });
            return;
        }
        Tell(new(SupervisorWord.Started));
        switch (WaitForEnd(limit))
        {
            case End.Itself:
                Tell(Outcome());
                break;
            case End.Aborted:
                Tell(new(SupervisorWord.Killed) { Detail = KillAll(TimeSpan.FromMilliseconds(_order.KillGraceMilliseconds)) });
                break;
            case End.TimedOut:
                Tell(new(SupervisorWord.TimedOut) { Detail = KillAll(TimeSpan.FromMilliseconds(_order.KillGraceMilliseconds)) });
                break;
            default:
                _ = KillAll(TimeSpan.Zero);
                break;
        }
        if (_order.Cgroup is { } cgroup)
            JobCgroup.TryRemove(cgroup);
        if (_outFd >= 0 || _errFd >= 0)
            Drainer.Run(_outFd, _errFd, Reap);
    }

    private enum End
    {
        Itself,
        Aborted,
        TimedOut,
        AgentGone,
    }

    private string? TryStart()
    {
        try
        {
            return Start();
        }
        catch (IOException not)
        {
            return $"the start could not be prepared: {not.Message}";
        }
    }

    private string? Start()
    {
        var (outEnd, errEnd) = (OpenPipe(ref _outFd), OpenPipe(ref _errFd));
        var home = _order.Cgroup is { } cgroup && JobCgroup.TryEnter(cgroup) ? Path.GetDirectoryName(cgroup) : null;
        (_pid, var fault) = JobSpawn.Start(_order, outEnd, errEnd);
        if (home is not null)
            JobCgroup.TryEnter(home);
        if (outEnd >= 0)
            _ = (Libc.Close(outEnd), Libc.Close(errEnd));
        if (fault is not null)
            return fault;
        _pidFd = (int)Libc.SystemCall(PidFdOpen, _pid, 0, 0);
        return null;
    }

    private int OpenPipe(ref int readEnd)
    {
        if (_out is null)
            return -1;
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.CloseOnExec) != 0)
            throw new IOException("no pipe: " + Marshal.GetLastPInvokeErrorMessage());
        readEnd = ends[0];
        return ends[1];
    }

    private End WaitForEnd(RunLimit limit)
    {
        long? exited = null;
        var fds = stackalloc Libc.PollFd[4];
        while (true)
        {
            Reap();
            if (_status is not null)
            {
                exited ??= Environment.TickCount64;
                if ((_outFd < 0 && _errFd < 0) || Environment.TickCount64 - exited >= DrainAfterExit.TotalMilliseconds)
                    return End.Itself;
            }
            else if (limit.IsOver)
            {
                return End.TimedOut;
            }

            fds[0] = new() { Fd = 0, Events = Libc.PollIn };
            fds[1] = new() { Fd = _status is null ? _pidFd : -1, Events = Libc.PollIn };
            fds[2] = new() { Fd = _outFd, Events = Libc.PollIn };
            fds[3] = new() { Fd = _errFd, Events = Libc.PollIn };
            _ = Libc.Poll(fds, 4, _status is not null ? LookWithoutPidFd : limit.Wait(_pidFd < 0 ? LookWithoutPidFd : ReapEvery));
            if (fds[2].Revents != 0)
                Collect(ref _outFd, _out!);
            if (fds[3].Revents != 0)
                Collect(ref _errFd, _err!);
            if (fds[0].Revents != 0)
                return ControlPipe.ReadLine() is null ? End.AgentGone : End.Aborted;
        }
    }

    private static void Collect(ref int fd, KeptOutput output)
    {
        const int chunk = 65536;
        var buffer = stackalloc byte[chunk];
        var count = Libc.Read(fd, buffer, chunk);
        if (count > 0)
        {
            output.Add(new ReadOnlySpan<byte>(buffer, (int)count));
            return;
        }
        if (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)
            return;
        _ = Libc.Close(fd);
        fd = -1;
    }

    /// <summary>Takes in all that ended. As everything below is adopted sooner or later, no child left means no process of the job left.</summary>
    private void Reap()
    {
        while (true)
        {
            var pid = Libc.WaitPid(-1, out var status, Libc.NoHang);
            if (pid < 0)
                _alone = Marshal.GetLastPInvokeError() == Libc.NoChild;
            if (pid <= 0)
                return;
            if (pid == _pid)
                _status = status;
        }
    }

    /// <summary>Kills the whole tree and says what is left of it, if anything.</summary>
    private string? KillAll(TimeSpan grace)
    {
        var me = Environment.ProcessId;
        var began = Environment.TickCount64;
        if (grace > TimeSpan.Zero)
            ProcessTree.SignalBelow(me, Libc.SigTerm, Libc.SigCont);
        for (; ; Libc.Poll(null, 0, LookWhileKilling))
        {
            Reap();
            if (_alone)
                return null;
            var elapsed = TimeSpan.FromMilliseconds(Environment.TickCount64 - began);
            if (elapsed < grace)
                continue;
            if (elapsed > grace + GiveUpKilling)
                return $"{ProcessTree.Below(me).Count} processes did not die";
            if (_order.Cgroup is { } cgroup)
                JobCgroup.Kill(cgroup);
            ProcessTree.KillBelow(me);
        }
    }

    private SupervisorReport Outcome()
    {
        var status = _status!.Value;
        var signal = status & Abnormal;
        return new(SupervisorWord.Exited)
        {
            ExitStatus = signal == 0 ? (status >> 8) & 0xff : null,
            Signal = signal == 0 ? null : signal,
            Stdout = _out?.End(),
            Stderr = _err?.End(),
        };
    }

    private static void Tell(SupervisorReport report)
    {
        try
        {
            using var stdout = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);
            stdout.Write([.. JsonSerializer.SerializeToUtf8Bytes(report, SupervisorContext.Default.SupervisorReport), (byte)'\n']);
        }
        catch (IOException)
        {
            // The agent is gone; the next look at the control pipe says so.
        }
    }
}
