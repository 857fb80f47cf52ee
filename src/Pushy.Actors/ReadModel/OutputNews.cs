using System.Collections.Immutable;
using System.Threading.Channels;
using Akka.Actor;
using Pushy.Actors.Hosts;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>
/// Tells those who follow a node's output that more of it is stored: those on this host at once, those on others by way of <see cref="HostNewsActor"/>. Only a hint: who
/// hears nothing looks by himself from time to time.
/// </summary>
public sealed class OutputNews
{
    private readonly Dictionary<OutputKey, List<Follower>> _followers = [];
    private readonly Lock _gate = new();
    private volatile ImmutableHashSet<OutputKey> _followedElsewhere = [];
    private volatile IActorRef? _others;

    /// <summary>Followers at this moment.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _followers.Values.Sum(those => those.Count);
        }
    }

    /// <summary>Whether anything is followed on other hosts, as far as is known.</summary>
    internal bool IsFollowedElsewhere => !_followedElsewhere.IsEmpty;

    /// <summary>Hears of a node's output until it is disposed of.</summary>
    public Follower Follow(JobId job, NodeName node)
    {
        var follower = new Follower(this, new OutputKey(job, node));
        lock (_gate)
        {
            if (!_followers.TryGetValue(follower.Key, out var those))
            {
                _followers.Add(follower.Key, those = []);
                _others?.Tell(OutputFollowersChanged.Instance, ActorRefs.NoSender);
            }

            those.Add(follower);
        }

        return follower;
    }

    /// <summary>More is stored, and this host has written it.</summary>
    internal void Tell(IReadOnlyCollection<OutputKey> stored)
    {
        Ring(stored);
        if (IsFollowedElsewhere && _followedElsewhere is var elsewhere && stored.Where(elsewhere.Contains).ToImmutableArray() is { IsEmpty: false } wanted)
            _others?.Tell(new OutputsStored(wanted), ActorRefs.NoSender);
    }

    /// <summary>More is stored.</summary>
    internal void Ring(IEnumerable<OutputKey> stored)
    {
        lock (_gate)
        {
            foreach (var follower in stored.SelectMany(key => _followers.GetValueOrDefault(key) ?? []))
                follower.Ring();
        }
    }

    /// <param name="others">Is told when the first begins to follow an output or the last ends, and what is stored of those that are followed elsewhere.</param>
    internal void Connect(IActorRef others) => _others = others;

    internal void FollowedElsewhere(ImmutableHashSet<OutputKey> keys) => _followedElsewhere = keys;

    /// <summary>Some of what is followed on this host.</summary>
    internal ImmutableArray<OutputKey> Followed(int most)
    {
        lock (_gate)
            return [.. _followers.Keys.Take(most)];
    }

    private void Leave(Follower follower)
    {
        lock (_gate)
        {
            if (!_followers.TryGetValue(follower.Key, out var those) || !those.Remove(follower) || those.Count > 0)
                return;

            _followers.Remove(follower.Key);
            _others?.Tell(OutputFollowersChanged.Instance, ActorRefs.NoSender);
        }
    }

    public sealed class Follower : IDisposable
    {
        private readonly OutputNews _news;
        private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        internal Follower(OutputNews news, OutputKey key) => (_news, Key) = (news, key);

        internal OutputKey Key { get; }

        /// <summary>Ends when something was stored since the last call, or after a while.</summary>
        public async Task Next(TimeSpan patience, TimeProvider time, CancellationToken cancel)
        {
            using var limit = new CancellationTokenSource(patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
            try
            {
                await _bell.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // nothing was heard
            }
        }

        public void Dispose() => _news.Leave(this);

        internal void Ring() => _bell.Writer.TryWrite(true);
    }
}
