using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Pushy.Agent.Files;
using Pushy.Agent.Settings;
using Pushy.Agent.Supervision;
using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;
using Pushy.Files;

namespace Pushy.Agent.State;

/// <summary>
/// The agent's memory on disk: <c>state.jsonl</c> (durable events, synced), <c>outcomes/JOB.json</c> (outcomes without receipt, as they are
/// sent) and <c>lock</c> (one agent a directory). Bounded: the log is rewritten at each start and beyond <see cref="MaxLogBytes"/>.
/// </summary>
internal sealed class StateDirectory : IDisposable
{
    private const int MaxLogBytes = 256 * 1024;
    private const string LockName = "lock";
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;    // job accounts have to pass through to files/

    private readonly string _log, _outcomes;
    private readonly SafeFileHandle _lock;
    private readonly OutcomeRoom _room;
    private FileStream? _appending;

    private StateDirectory(string path, SafeFileHandle @lock)
    {
        _lock = @lock;
        _log = Path.Combine(path, "state.jsonl");
        _outcomes = Path.Combine(path, "outcomes");
        _room = new OutcomeRoom(_outcomes);
    }

    /// <summary>What the log told when it was opened.</summary>
    public AgentState Recovered { get; private set; } = AgentState.Initial;

    /// <summary>Supervisor of the job that was in hand when an earlier agent died; null if the machine was started anew since.</summary>
    public (int Pid, long StartTicks)? LeftSupervisor { get; private set; }

    /// <exception cref="SettingsException">In use, damaged, not writable, or writable for others too.</exception>
    public static StateDirectory Open(string path)
    {
        try
        {
            Shut(path);
            var state = new StateDirectory(path, TakeLock(path));
            Directory.CreateDirectory(state._outcomes, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            state.Recover();
            state._room.LeaveAllBut(state.Recovered.Hand.JobInHand);
            state.TryRewrite(state.Recovered);
            return state;
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            throw new SettingsException($"--state-dir {path}: {not.Message}", ExitCodes.State);
        }
    }

    /// <summary>Appends durable events and syncs them. Throws <see cref="IOException"/> and leaves the log as it was if that fails.</summary>
    public void Append(IEnumerable<AgentEvent> events, AgentState after)
    {
        AppendBytes([.. events.Select(LineOf).SelectMany(line => line.Write())], sync: true);
        if (_appending!.Length > MaxLogBytes && after.Hand is Hand.Idle)
            TryRewrite(after);
    }

    /// <summary>Notes a supervisor. Not synced: when the machine goes down, the supervisor goes with it.</summary>
    public void NoteSupervisor(JobId job, int pid, long startTicks) => AppendBytes(Note(job, pid, startTicks).Write(), sync: false);

    /// <summary>Takes room for an outcome. On disk when this returns; throws <see cref="IOException"/> if there is none.</summary>
    public void ReserveOutcome(JobId job) => _room.Take(job);

    /// <summary>There will be no outcome.</summary>
    public void ReleaseOutcome(JobId job) => _room.Leave(job);

    /// <summary>Keeps an outcome as the frame it will be sent as. On disk when this returns.</summary>
    public void KeepOutcome(JobId job, ReadOnlySpan<byte> frame)
    {
        if (!_room.TryUse(job, frame, OutcomePath(job)))
            DurableFile.Write(OutcomePath(job), frame);
        _room.Leave(job);
    }

    /// <summary>An outcome that is kept; null if there is none.</summary>
    public byte[]? Outcome(JobId job) => File.Exists(OutcomePath(job)) ? File.ReadAllBytes(OutcomePath(job)) : null;

    public bool HasOutcome(JobId job) => File.Exists(OutcomePath(job));

    public void ForgetOutcome(JobId job)
    {
        _room.Leave(job);
        File.Delete(OutcomePath(job));
    }

    public void Dispose()
    {
        _appending?.Dispose();
        _lock.Dispose();
    }

    private string OutcomePath(JobId job) => Path.Combine(_outcomes, job.Value + ".json");

    private static StateLine Note(JobId job, int pid, long startTicks) =>
        new(StateLine.Supervised) { Job = job.Value, Pid = pid, StartTicks = startTicks, Boot = BootId.Current };

    /// <summary>Makes the directory, and takes others' rights to one that is ours. What others could still exchange is not used.</summary>
    private static void Shut(string path)
    {
        Refuse(TrustedPath.Fault(path));
        Directory.CreateDirectory(path, Mode);
        using (var folder = OpenFolder.TryOpen(path))
            folder?.SetMode(Mode);
        Refuse(TrustedPath.Fault(Path.Combine(path, LockName)));

        void Refuse(string? fault)
        {
            if (fault is not null)
                throw new SettingsException($"--state-dir {path}: {fault}", ExitCodes.State);
        }
    }

    private static SafeFileHandle TakeLock(string path)
    {
        var (held, fault, isBusy) = LockFile.TryTake(Path.Combine(path, LockName), ownAlone: true);
        return held ?? throw new SettingsException($"--state-dir {path}: {(isBusy ? $"another agent uses it ({fault})" : fault)}", ExitCodes.State);
    }

    private void AppendBytes(byte[] bytes, bool sync)
    {
        var before = _appending!.Length;
        try
        {
            _appending.Write(bytes);
            if (sync)
                _appending.Flush(flushToDisk: true);
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            _appending.SetLength(before);       // half a line must not stand before the next one
            _appending.Position = before;
            throw not as IOException ?? new IOException(not.Message, not);
        }
    }

    /// <summary>Tidies the log. On a full disk it stays as it is: all that happened is in it, and the agent's next append or start tries again.</summary>
    private void TryRewrite(AgentState state)
    {
        try
        {
            Rewrite(state);
        }
        catch (Exception not) when (DurableFile.IsTrouble(not) && File.Exists(_log))
        {
            _appending ??= OpenLog();
        }
    }

    /// <summary>For what comes after the last whole line.</summary>
    private FileStream OpenLog()
    {
        var whole = File.ReadAllBytes(_log).AsSpan().LastIndexOf((byte)'\n') + 1;
        var log = DurableFile.Open(_log, FileMode.OpenOrCreate);
        log.SetLength(whole);
        log.Position = whole;
        return log;
    }

    private void Rewrite(AgentState state)
    {
        var lines = new List<StateLine>
        {
            new(StateLine.Known)
            {
                StartedJobs = [.. state.Started.InOrder.Select(job => job.Value)],
                Unreceipted = [.. state.Unreceipted.Select(job => job.Value)],
            },
        };
        if (state.Hand.JobInHand is { } job)
        {
            lines.Add(new(StateLine.Started) { Job = job.Value });
            if (LeftSupervisor is { } left)
                lines.Add(Note(job, left.Pid, left.StartTicks));
        }
        DurableFile.Write(_log, [.. lines.SelectMany(line => line.Write())]);
        var old = _appending;
        _appending = DurableFile.Open(_log, FileMode.Append);
        old?.Dispose();
    }

    private void Recover()
    {
        if (!File.Exists(_log))
            return;
        var text = File.ReadAllText(_log);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length - 1; i++)      // the last has no line end: it was never finished, nothing was done upon it
            try
            {
                Recover(JsonSerializer.Deserialize(lines[i], StateLineContext.Default.StateLine)!);
            }
            catch (Exception damage) when (damage is JsonException or InvalidOperationException or NullReferenceException)
            {
                throw new SettingsException(
                    $"{_log}: line {i + 1} is damaged. The agent does not start, as it could run a job twice; move the file away to start without memory",
                    ExitCodes.State);
            }
    }

    private void Recover(StateLine line)
    {
        if (line.Event == StateLine.Known)
        {
            Recovered = new(
                Hand.Idle.Instance,
                [.. line.Unreceipted!.Select(job => new JobId(job))],
                line.StartedJobs!.Aggregate(StartedJobs.None, (all, job) => all.With(new JobId(job))));
            return;
        }
        if (line.Event == StateLine.Supervised)
        {
            LeftSupervisor = line.Boot is not null && line.Boot == BootId.Current ? (line.Pid!.Value, line.StartTicks!.Value) : null;
            return;
        }
        Recovered = AgentRules.Evolve(Recovered, EventOf(line));
        if (Recovered.Hand is Hand.Idle)
            LeftSupervisor = null;
    }

    private static StateLine LineOf(AgentEvent @event) => @event switch
    {
        AgentEvent.Started(var job, var at) => new(StateLine.Started) { Job = job.Value, At = at },
        AgentEvent.Ended(var job, var awaits, _) => new(StateLine.Ended) { Job = job.Value, AwaitsReceipt = awaits },
        AgentEvent.Receipted(var job) => new(StateLine.Receipted) { Job = job.Value },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} is not durable"),
    };

    private static AgentEvent EventOf(StateLine line)
    {
        var job = JobId.IsValid(line.Job) ? new JobId(line.Job!) : throw new InvalidOperationException("no job id");
        return line.Event switch
        {
            StateLine.Started => new AgentEvent.Started(job, line.At ?? default),
            StateLine.Ended => new AgentEvent.Ended(job, line.AwaitsReceipt!.Value, null),
            StateLine.Receipted => new AgentEvent.Receipted(job),
            var other => throw new InvalidOperationException($"unknown event {other}"),
        };
    }
}
