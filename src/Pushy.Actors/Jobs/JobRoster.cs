using System.Collections.Concurrent;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>The jobs in memory on this host: voting, running, or finished a moment ago. Written by jobs, read by anyone.</summary>
public sealed class JobRoster
{
    private readonly ConcurrentDictionary<JobId, JobStatus> _jobs = new();
    private readonly int[] _counts = new int[Enum.GetValues<JobStatus>().Length];

    public IReadOnlyCollection<JobId> Jobs => [.. _jobs.Keys.OrderBy(job => job.Value, StringComparer.Ordinal)];

    public bool Has(JobId job) => _jobs.ContainsKey(job);

    /// <summary>How many of them have a status.</summary>
    public int Count(JobStatus status) => Volatile.Read(ref _counts[(int)status]);

    /// <summary>To be called by the job's own actor alone, like <see cref="Remove"/>.</summary>
    internal void Enter(JobId job, JobStatus status)
    {
        if (_jobs.TryGetValue(job, out var before))
            Interlocked.Decrement(ref _counts[(int)before]);
        _jobs[job] = status;
        Interlocked.Increment(ref _counts[(int)status]);
    }

    internal void Remove(JobId job)
    {
        if (_jobs.TryRemove(job, out var status))
            Interlocked.Decrement(ref _counts[(int)status]);
    }
}
