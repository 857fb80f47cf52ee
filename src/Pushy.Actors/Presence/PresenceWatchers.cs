using Akka.Actor;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Presence;

/// <summary>The jobs that count on a node, each by its NodeActor.</summary>
internal sealed class PresenceWatchers(IActorContext owner)
{
    private readonly Dictionary<JobId, IActorRef> _watchers = [];

    public int Count => _watchers.Count;

    public bool Has(JobId job) => _watchers.ContainsKey(job);

    public IActorRef? Of(JobId job) => _watchers.GetValueOrDefault(job);

    public void Add(JobId job, IActorRef watcher)
    {
        _watchers[job] = watcher;
        owner.Watch(watcher);
    }

    /// <summary>False if it is not this watcher's any more.</summary>
    public bool Remove(JobId job, IActorRef watcher)
    {
        if (!_watchers.TryGetValue(job, out var known) || !known.Equals(watcher))
            return false;

        _watchers.Remove(job);
        owner.Unwatch(watcher);
        return true;
    }

    public void Forget(IActorRef watcher)
    {
        foreach (var (job, _) in _watchers.Where(entry => entry.Value.Equals(watcher)).ToList())
            _watchers.Remove(job);
    }

    public void Tell(Func<JobId, PresenceNews> news)
    {
        foreach (var (job, watcher) in _watchers)
            watcher.Tell(news(job));
    }
}
