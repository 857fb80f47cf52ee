namespace Pushy.Server.Limits;

/// <summary>
/// A token bucket for each key, a bounded number of them. (System.Threading.RateLimiting has neither a clock that can be given nor a bound on
/// the partitions; docs/decisions/0072.)
/// </summary>
/// <param name="perSecond">Tokens that come back each second; 0: there is no limit.</param>
/// <param name="burst">Tokens that a full bucket has; at least 1.</param>
/// <param name="most">Buckets at the same time; keys on top of them share one.</param>
/// <param name="clock">Says how long ago something was.</param>
internal sealed class TokenBuckets<TKey>(double perSecond, double burst, int most, TimeProvider clock)
    where TKey : notnull
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Bucket> _buckets = [];
    private readonly long _start = clock.GetTimestamp();
    private Bucket _shared = new(burst, TimeSpan.Zero);
    private TimeSpan _nextSweep;

    /// <summary>Buckets now; for tests.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _buckets.Count;
        }
    }

    /// <summary>Takes a token.</summary>
    /// <returns>Zero when there was one, else how long until there is one.</returns>
    public TimeSpan Take(TKey key) => Ask(key, take: true);

    /// <summary>As <see cref="Take"/>, of the same bucket, and takes nothing.</summary>
    public TimeSpan Look(TKey key) => Ask(key, take: false);

    private TimeSpan Ask(TKey key, bool take)
    {
        if (perSecond <= 0)
            return TimeSpan.Zero;
        lock (_lock)
        {
            var now = clock.GetElapsedTime(_start);
            var known = _buckets.TryGetValue(key, out var bucket);
            if (!known && _buckets.Count >= most)
                Sweep(now);
            var own = known || _buckets.Count < most;
            if (!known)
                bucket = own ? new Bucket(burst, now) : _shared;

            bucket = bucket.At(now, perSecond, burst);
            if (bucket.Tokens < 1)
                return TimeSpan.FromTicks(Math.Max(1, (long)((1 - bucket.Tokens) / perSecond * TimeSpan.TicksPerSecond)));   // never zero, which would be a yes
            if (!take)
                return TimeSpan.Zero;
            bucket = bucket with { Tokens = bucket.Tokens - 1 };
            if (own)
                _buckets[key] = bucket;
            else
                _shared = bucket;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Drops the full ones, which are like new ones; not at each request, for it looks at all.</summary>
    private void Sweep(TimeSpan now)
    {
        if (now < _nextSweep)
            return;
        _nextSweep = now + SweepEvery;
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.At(now, perSecond, burst).Tokens >= burst)
                _buckets.Remove(key);
        }
    }

    private readonly record struct Bucket(double Tokens, TimeSpan Since)
    {
        public Bucket At(TimeSpan now, double perSecond, double burst) =>
            new(Math.Min(burst, Tokens + ((now - Since).TotalSeconds * perSecond)), now);
    }
}
