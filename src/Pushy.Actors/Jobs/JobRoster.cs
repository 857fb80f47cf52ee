using System.Collections.Concurrent;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>The jobs in memory on this host: voting, running, or finished a moment ago. Written by jobs, read by anyone.</summary>
public sealed class JobRoster
{
    private readonly ConcurrentDictionary<JobId, byte> _jobs = new();

    public IReadOnlyCollection<JobId> Jobs => [.. _jobs.Keys.OrderBy(job => job.Value, StringComparer.Ordinal)];

    public bool Has(JobId job) => _jobs.ContainsKey(job);

    internal void Add(JobId job) => _jobs.TryAdd(job, 0);

    internal void Remove(JobId job) => _jobs.TryRemove(job, out _);
}
