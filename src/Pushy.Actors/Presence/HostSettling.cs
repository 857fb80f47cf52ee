using System.Collections.Concurrent;
using Akka.Actor;

namespace Pushy.Actors.Presence;

/// <summary>
/// Whether the presences of this host can know which nodes are there. They cannot for a while after the host began to take links, after another host was lost or left, and, in a cluster,
/// after their shard began here: nodes are connected then, or about to be, that presence has not heard of yet. Written by <see cref="HostSettlingActor"/> and by whoever opens the door to
/// links, read by presences.
/// </summary>
/// <param name="length">How long that lasts; zero: presence is always believed at once.</param>
/// <param name="clock">Time since some moment; only goes forward, whatever is done to the host's clock.</param>
public sealed class HostSettling(TimeSpan length, Func<TimeSpan> clock)
{
    private readonly ConcurrentDictionary<string, (IActorRef Shard, TimeSpan Since)> _shards = new(StringComparer.Ordinal);   // one for each shard that there is
    private long _disturbed = long.MinValue;

    /// <summary>Whether there are, or have been, other hosts that a shard could have come from: shards of lost hosts begin here after those are gone.</summary>
    internal bool HasHadOthers { get; set; }

    /// <summary>Something happened after which nodes have to be heard of anew: the host takes links from now on, or another host was lost.</summary>
    public void Disturb() => Volatile.Write(ref _disturbed, clock().Ticks);

    /// <summary>A presence began in a shard.</summary>
    internal void Begin(IActorRef shard)
    {
        if (!_shards.TryGetValue(shard.Path.Name, out var known) || !known.Shard.Equals(shard))
            _shards[shard.Path.Name] = (shard, clock());
    }

    /// <summary>How long presences of a shard may still have to wait for nodes; zero when they know.</summary>
    internal TimeSpan Left(IActorRef shard)
    {
        var now = clock();
        var disturbed = Volatile.Read(ref _disturbed);
        var left = disturbed == long.MinValue ? TimeSpan.Zero : length - (now - TimeSpan.FromTicks(disturbed));
        if (HasHadOthers && _shards.TryGetValue(shard.Path.Name, out var known) && length - (now - known.Since) is var ofShard && ofShard > left)
            left = ofShard;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
