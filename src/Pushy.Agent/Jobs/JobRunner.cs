using System.ComponentModel;
using System.Threading.Channels;
using Pushy.Agent.Outputs;
using Pushy.Agent.Settings;
using Pushy.Agent.State;
using Pushy.Agent.Supervision;
using Pushy.Contracts.Agents;
using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Agent.Jobs;

/// <summary>Starts a job's supervisor and passes on what it tells.</summary>
internal sealed class JobRunner(LiveSettings live, StateDirectory disk, OutputFiles outputs, ChannelWriter<LoopSignal> loop, TimeProvider time, Log log)
{
    /// <summary>Those that the agent itself opens for a job, from its file to its outcome, at one time.</summary>
    private const int FilesOfAJob = 12;

    /// <summary>68 years: more would be beyond what a length can be.</summary>
    private const long MaxRunSeconds = int.MaxValue;

    private readonly JobFiles _files = new(live.Current.FileDir);
    private JobProcess? _process;
    private TimeSpan? _killGrace;

    /// <summary>Whether the job started last wants its output.</summary>
    public bool Captures { get; private set; }

    /// <summary>Trace context for the next command's environment; null where it is not traced.</summary>
    public string? Traceparent { get; set; }

    /// <summary>Of the job in hand, which keeps what it was started with.</summary>
    public TimeSpan KillGrace => _killGrace ?? live.Current.KillGrace;

    /// <summary>Ends when the supervisor of the last job has.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Starts the supervisor of a job before the vote, and has it try what the start will need: after a yes nothing fails that could have been known, and
    /// the run need not wait for it.
    /// </summary>
    /// <returns>Why the job could not be started; null if it could.</returns>
    public async Task<AgentRefusal?> PrepareAsync(PreparedJob prepared)
    {
        try
        {
            if (Descriptors.Lack(FilesOfAJob) is { } few)
                return CannotStart(few);
            var supervisor = JobProcess.Prepare(time);
            prepared.GiveSupervisor(supervisor);
            var rehearsal = new LaunchOrder([], [], 0, 0) { IsRehearsal = true, Become = prepared.Become?.Credentials() };
            return await supervisor.RehearseAsync(rehearsal) is { } why ? CannotStart(why) : null;
        }
        catch (Exception not) when (not is IOException or Win32Exception)
        {
            return CannotStart(not.Message);
        }
    }

    private static AgentRefusal CannotStart(string why) => new(NackReason.Unstated, $"the agent cannot start processes: {why}");

    /// <summary>Starts it; what follows comes as signals. A failure to get even so far is given back at once.</summary>
    public SupervisorReport? Start(JobId job, PreparedJob prepared)
    {
        Captures = prepared.Order.Capture;
        string? cgroup = null;
        try
        {
            var file = prepared.File is { } content ? _files.Write(content, prepared.Become) : null;
            cgroup = JobCgroup.TryCreate(prepared.Settings.Node, job.Value);
            var order = OrderFor(job, prepared, file, cgroup);
            var process = prepared.TakeSupervisor() ?? JobProcess.Prepare(time);
            prepared.Dispose();                 // the command takes the lock itself
            if (ProcessTree.StartTicks(process.Pid) is { } ticks)
                disk.NoteSupervisor(job, process.Pid, ticks);
            (_process, _killGrace) = (process, prepared.Settings.KillGrace);
            Running = SuperviseAsync(job, process, order);
            return null;
        }
        catch (Exception not) when (DurableFile.IsTrouble(not) || not is Win32Exception)
        {
            prepared.Dispose();
            if (cgroup is not null)
                JobCgroup.TryRemove(cgroup);
            return new(SupervisorWord.StartFailed) { Detail = $"the agent could not prepare the start: {not.Message}" };
        }
    }

    public void Kill(JobId job)
    {
        log.Info($"job {job}: killing its processes");
        _process!.Abort(KillGrace);
    }

    /// <summary>Deletes old files of jobs.</summary>
    public void CleanFiles()
    {
        try
        {
            _files.Clean(time.GetUtcNow());
        }
        catch (Exception not) when (not is IOException or UnauthorizedAccessException)
        {
            log.Warn($"old files of jobs cannot be deleted: {not.Message}");
        }
    }

    private LaunchOrder OrderFor(JobId job, PreparedJob prepared, string? file, string? cgroup)
    {
        var settings = prepared.Settings;
        var env = JobEnvironment.Build(
            prepared.Order.Env ?? new Dictionary<string, string>(), settings.OverwritableVariables, prepared.Become, settings.Node, job.Value, file, Traceparent);
        if (prepared.Order.Capture)
            outputs.MakeFolder();
        return new(prepared.Argv, env, settings.OutputLimit, (int)settings.KillGrace.TotalMilliseconds)
        {
            StdoutFile = prepared.Order.Capture ? outputs.PathOf(job, OutputStream.Stdout) : null,
            StderrFile = prepared.Order.Capture ? outputs.PathOf(job, OutputStream.Stderr) : null,
            Dir = prepared.Directory,
            Become = prepared.Become?.Credentials(),
            Cgroup = cgroup,
            RunSeconds = prepared.Order.RunTimeout is { } most ? Math.Clamp(most, 0, MaxRunSeconds) : null,
        };
    }

    private async Task SuperviseAsync(JobId job, JobProcess process, LaunchOrder order)
    {
        using (process)
        {
            var ticks = ProcessTree.StartTicks(process.Pid);
            var finished = false;
            await process.RunAsync(order, async report =>
            {
                finished |= report.Word != SupervisorWord.Started;
                await loop.WriteAsync(new LoopSignal.Report(job, report));
            });
            if (finished)
                return;
            var survivors = await Leftovers.KillAsync(live.Current.Node, job.Value, ticks is { } known ? (process.Pid, known) : null, time);
            await loop.WriteAsync(new LoopSignal.SupervisorDied(job, survivors));
        }
    }
}
