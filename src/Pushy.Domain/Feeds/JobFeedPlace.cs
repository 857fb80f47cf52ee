using Pushy.Domain.Jobs;

namespace Pushy.Domain.Feeds;

/// <summary>An event of a feed as readers get it.</summary>
/// <param name="Number">From 1, without gaps, within one feed.</param>
/// <param name="At">When it was made; whole microseconds.</param>
public readonly record struct FeedEntry(long Number, DateTimeOffset At, FeedEvent Event);

/// <summary>
/// How far a job's events have been told. Numbers and times come from the journaled events alone, so whoever tells them from the first
/// on, on whatever host and how often, tells the same.
/// </summary>
/// <param name="Job">The job after those events.</param>
/// <param name="Count">Entries told.</param>
/// <param name="Last">Time of the last entry.</param>
public sealed record JobFeedPlace(JobState Job, long Count, DateTimeOffset Last)
{
    public static readonly JobFeedPlace Start = new(JobState.Initial, 0, DateTimeOffset.MinValue);

    /// <summary>Tells the next journaled events. Within a job times only ever rise: of two in one microsecond the second is told a microsecond later.</summary>
    public (IReadOnlyList<FeedEntry> Told, JobFeedPlace Next) Tell(IEnumerable<JobEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);

        var told = new List<FeedEntry>();
        var (job, count, last) = this;
        foreach (var @event in events)
        {
            foreach (var news in JobFeed.Of(job, @event))
            {
                last = FeedTimes.After(last, TimeOf(@event));
                told.Add(new FeedEntry(++count, last, news));
            }

            job = Jobs.Job.Evolve(job, @event);
        }

        return (told, new JobFeedPlace(job, count, last));
    }

    private static DateTimeOffset TimeOf(JobEvent @event) => @event switch
    {
        JobEvent.Submitted(_, var at, _) => at,
        JobEvent.NodeReady(_, var at) => at,
        JobEvent.NodeStarted(_, var at, _) => at,
        JobEvent.NodeEnded(_, _, var at) => at,
        JobEvent.NodeStrayed(_, var at) => at,
        JobEvent.VoteClosed(var at) => at,
        JobEvent.QuorumReached(var at, _) => at,
        JobEvent.QuorumFailed(var at) => at,
        JobEvent.Completed(var at) => at,
        JobEvent.TimedOut(var at) => at,
        JobEvent.Aborted(_, var at) => at,
        _ => throw new InvalidOperationException($"{@event.GetType().Name} is not known to the feed"),
    };
}

/// <summary>Times of feeds: whole microseconds.</summary>
public static class FeedTimes
{
    /// <summary>The time to tell of what happened at <paramref name="at"/>, later than the one told before.</summary>
    public static DateTimeOffset After(DateTimeOffset last, DateTimeOffset at)
    {
        var whole = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
        return whole > last ? whole : last.AddTicks(TimeSpan.TicksPerMicrosecond);
    }
}
