using System.Threading.Channels;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>Tells those who follow a node's output on this host that more of it is stored. Only a hint: who hears nothing looks by himself from time to time.</summary>
public sealed class OutputNews
{
    private readonly Dictionary<(JobId Job, NodeName Node), List<Follower>> _followers = [];
    private readonly Lock _gate = new();

    /// <summary>Followers at this moment.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _followers.Values.Sum(those => those.Count);
        }
    }

    /// <summary>Hears of a node's output until it is disposed of.</summary>
    public Follower Follow(JobId job, NodeName node)
    {
        var follower = new Follower(this, (job, node));
        lock (_gate)
        {
            if (!_followers.TryGetValue(follower.Key, out var those))
                _followers.Add(follower.Key, those = []);
            those.Add(follower);
        }

        return follower;
    }

    internal void Tell(JobId job, NodeName node)
    {
        lock (_gate)
        {
            foreach (var follower in _followers.GetValueOrDefault((job, node)) ?? [])
                follower.Ring();
        }
    }

    private void Leave(Follower follower)
    {
        lock (_gate)
        {
            if (_followers.TryGetValue(follower.Key, out var those) && those.Remove(follower) && those.Count == 0)
                _followers.Remove(follower.Key);
        }
    }

    public sealed class Follower : IDisposable
    {
        private readonly OutputNews _news;
        private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        internal Follower(OutputNews news, (JobId Job, NodeName Node) key) => (_news, Key) = (news, key);

        internal (JobId Job, NodeName Node) Key { get; }

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
