using System.Collections.Immutable;
using Pushy.Domain.Jobs;

namespace Pushy.Domain.Agents;

/// <summary>All that an agent knows about jobs. Its durable part is what <see cref="AgentEvent.IsDurable"/> events make of it.</summary>
/// <param name="Hand">The job in hand.</param>
/// <param name="Unreceipted">Jobs whose outcome no server has taken over yet, oldest first; at most <see cref="MaxUnreceipted"/>.</param>
/// <param name="Started">Jobs ever started here, oldest first; only the last <see cref="MaxStarted"/> are remembered.</param>
public sealed record AgentState(Hand Hand, ImmutableList<JobId> Unreceipted, StartedJobs Started)
{
    /// <summary>With so many outcomes waiting for a receipt, no further job is accepted: none of them may be lost.</summary>
    public const int MaxUnreceipted = 64;

    /// <summary>
    /// How many started jobs are remembered. A job older than that many others could be started again, if a server sent it a commit and a
    /// run again: servers never do that for a job they once started.
    /// </summary>
    public const int MaxStarted = 1000;

    public static readonly AgentState Initial = new(Hand.Idle.Instance, [], StartedJobs.None);
}

/// <summary>A bounded memory of started jobs.</summary>
public sealed record StartedJobs
{
    public static readonly StartedJobs None = new([], []);

    private readonly ImmutableQueue<JobId> _inOrder;
    private readonly ImmutableHashSet<JobId> _all;

    private StartedJobs(ImmutableQueue<JobId> inOrder, ImmutableHashSet<JobId> all) => (_inOrder, _all) = (inOrder, all);

    /// <summary>Oldest first.</summary>
    public IEnumerable<JobId> InOrder => _inOrder;

    public int Count => _all.Count;

    public bool Contains(JobId job) => _all.Contains(job);

    public StartedJobs With(JobId job)
    {
        if (_all.Contains(job))
            return this;
        var (inOrder, all) = (_inOrder.Enqueue(job), _all.Add(job));
        if (all.Count <= AgentState.MaxStarted)
            return new(inOrder, all);
        return new(inOrder.Dequeue(out var oldest), all.Remove(oldest));
    }
}
