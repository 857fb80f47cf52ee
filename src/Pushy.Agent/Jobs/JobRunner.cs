using System.ComponentModel;
using System.Threading.Channels;
using Pushy.Agent.Outputs;
using Pushy.Agent.Settings;
using Pushy.Agent.State;
using Pushy.Agent.Supervision;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.Jobs;

/// <summary>Starts a job's supervisor and passes on what it tells.</summary>
internal sealed class JobRunner(AgentSettings settings, StateDirectory disk, OutputFiles outputs, ChannelWriter<LoopSignal> loop, TimeProvider time, Log log)
{
    /// <summary>68 years: more would be beyond what a length can be.</summary>
    private const long MaxRunSeconds = int.MaxValue;

    private readonly JobFiles _files = new(settings.FileDir);
    private JobProcess? _process;

    /// <summary>Whether the job started last wants its output.</summary>
    public bool Captures { get; private set; }

    /// <summary>Trace context for the next command's environment; null where it is not traced.</summary>
    public string? Traceparent { get; set; }

    /// <summary>Ends when the supervisor of the last job has.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the supervisor of a job that waits for its run, so that the run need not wait for it.</summary>
    public void Warm(PreparedJob prepared)
    {
        try
        {
            prepared.GiveSupervisor(JobProcess.Prepare(time));
        }
        catch (Exception not) when (not is IOException or Win32Exception)
        {
            log.Warn($"no supervisor could be started yet: {not.Message}");
        }
    }

    /// <summary>Starts it; what follows comes as signals. A failure to get even so far is given back at once.</summary>
    public SupervisorReport? Start(JobId job, PreparedJob prepared)
    {
        Captures = prepared.Order.Capture;
        string? cgroup = null;
        try
        {
            var file = prepared.File is { } content ? _files.Write(content, prepared.Become) : null;
            cgroup = JobCgroup.TryCreate(settings.Node, job.Value);
            var order = OrderFor(job, prepared, file, cgroup);
            var process = prepared.TakeSupervisor() ?? JobProcess.Prepare(time);
            prepared.Dispose();                 // the command takes the lock itself
            if (ProcessTree.StartTicks(process.Pid) is { } ticks)
                disk.NoteSupervisor(job, process.Pid, ticks);
            _process = process;
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
        _process!.Abort(settings.KillGrace);
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
            var survivors = await Leftovers.KillAsync(settings.Node, job.Value, ticks is { } known ? (process.Pid, known) : null, time);
            await loop.WriteAsync(new LoopSignal.SupervisorDied(job, survivors));
        }
    }
}
