using Pushy.Agent.State;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.Jobs;

/// <summary>Outcomes until their receipt: on disk, and in memory only those that the disk would not take.</summary>
internal sealed class OutcomeShelf(StateDirectory disk, Log log)
{
    private readonly Dictionary<JobId, byte[]> _notOnDisk = [];
    private readonly Lock _gate = new();     // the link reads frames when it sends them

    /// <summary>Takes room on the disk before there is an outcome; gives the reason if there is none.</summary>
    public string? Reserve(JobId job)
    {
        try
        {
            disk.ReserveOutcome(job);
            return null;
        }
        catch (IOException not)
        {
            log.Error($"job {job}: the disk has no room for its outcome: {not.Message}");
            return $"the disk of the agent's state directory has no room for the outcome: {not.Message}";
        }
    }

    /// <summary>There will be no outcome.</summary>
    public void Release(JobId job) => disk.ReleaseOutcome(job);

    public void Keep(JobId job, AgentMessage outcome)
    {
        var frame = AgentLinkJson.Write(outcome);
        try
        {
            disk.KeepOutcome(job, frame);
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            log.Error($"job {job}: its outcome cannot be written to disk, it is lost if the agent ends before a server has it: {not.Message}");
            lock (_gate)
                _notOnDisk[job] = frame;
        }
    }

    /// <summary>The frame to send; null if its receipt has come meanwhile.</summary>
    public byte[]? Frame(JobId job)
    {
        lock (_gate)
            if (_notOnDisk.TryGetValue(job, out var frame))
                return frame;
        try
        {
            return disk.Outcome(job);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The outcome of a job that an earlier agent kept; null if there is none.</summary>
    public AgentMessage? Read(JobId job) => Frame(job) is { } frame ? AgentLinkJson.ReadFromAgent(frame) : null;

    public void Forget(JobId job)
    {
        lock (_gate)
            _notOnDisk.Remove(job);
        try
        {
            disk.ForgetOutcome(job);
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            log.Warn($"job {job}: its outcome cannot be deleted: {not.Message}");
        }
    }
}
