using Akka.Event;
using Akka.Persistence;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>An unfinished job as the journal had it, beside the journal: only ever to read less of that.</summary>
public sealed record JobSnapshot(JobState.Known State);

/// <summary>
/// When a job saves a snapshot: once the events since the last one are as many as half of its nodes. So a recovery applies no more than that
/// and one write, an event's share of the cost does not grow with the job, and jobs of a few hundred nodes never save any. One is under way at a time; the newest is kept, none of a
/// finished job.
/// </summary>
internal sealed class JobSnapshots(JobId id, Action<JobSnapshot> save, Action<SnapshotSelectionCriteria> delete, ILoggingAdapter log)
{
    /// <summary>Identifier of the snapshot store that jobs use: one whose failures are no failures of the recovery, see hocon/akka.conf.</summary>
    public const string Store = "sql-jobs";

    public const string PluginId = "akka.persistence.snapshot-store." + Store;

    /// <summary>Fewer events than this are read as fast as a snapshot.</summary>
    public const int LeastEvents = 1_000;

    private long _since;
    private bool _saving;
    private bool _any;
    private bool _over;

    /// <summary>What the recovery begins with.</summary>
    public JobState Take(JobSnapshot snapshot)
    {
        _any = true;
        return snapshot.State;
    }

    /// <summary>What a row makes of it.</summary>
    public JobState Replay(JobState state, JobWritten row)
    {
        _since += row.Events.Length;
        return row.Events.Aggregate(state, Job.Evolve);
    }

    /// <summary>The journal has a row more. To be called while the actor's sequence number is that row's.</summary>
    /// <param name="state">With that row.</param>
    public void Written(JobState state, JobWritten row)
    {
        _since += row.Events.Length;
        SaveIfDue(state);
    }

    /// <summary>The store's answers.</summary>
    /// <param name="state">What the journal has.</param>
    public void Hear(JobState state, ISnapshotMessage answer)
    {
        switch (answer)
        {
            case SaveSnapshotSuccess { Metadata.SequenceNr: var saved }:
                _saving = false;
                delete(new SnapshotSelectionCriteria(_over ? saved : saved - 1));
                SaveIfDue(state);   // much may have been written meanwhile, and nothing more for hours
                break;
            case SaveSnapshotFailure { Cause: var cause }:
                _saving = false;
                log.Warning("Job {JobId}: its snapshot could not be saved, its recovery would read more of the journal: {Reason}", id, cause.Message);
                break;
        }
    }

    /// <summary>The job has finished and will not be recovered any more.</summary>
    public void Drop()
    {
        _over = true;
        if (_any)
            delete(SnapshotSelectionCriteria.Latest);
    }

    private void SaveIfDue(JobState state)
    {
        if (_saving || state is not (JobState.Known job and not JobState.Finished) || _since < Math.Max(LeastEvents, job.Nodes.Size / 2))
            return;

        (_since, _saving, _any) = (0, true, true);
        save(new JobSnapshot(job));
    }
}
