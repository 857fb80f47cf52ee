using Akka.Actor;

namespace Pushy.Actors.Feeds;

/// <summary>The feeds with readers on this host: starts a feed's actor with its first reader, and stops it with its last.</summary>
/// <param name="feed">Makes the actor of a key's feed. It gets <see cref="ReaderJoins"/>.</param>
public sealed class FeedHub<TKey>(Func<TKey, Props> feed) : UntypedActor
    where TKey : notnull
{
    private readonly Dictionary<TKey, (IActorRef Feed, HashSet<FeedReader> Readers)> _feeds = [];

    /// <summary>A feed that fails is not started again behind its readers' backs: they are cut off, and come back to a new one.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JoinFeed<TKey>(var key, var reader): Join(key, reader); break;
            case LeaveFeed<TKey>(var key, var reader): Leave(key, reader); break;
            case FeedsGrew<TKey>(var keys): Pass(keys); break;
            case Terminated { ActorRef: var ended }: Lose(ended); break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop()
    {
        foreach (var reader in _feeds.Values.SelectMany(feed => feed.Readers))
            reader.Break();
    }

    private void Join(TKey key, FeedReader reader)
    {
        if (!_feeds.TryGetValue(key, out var one))
        {
            one = (Context.ActorOf(feed(key)), []);
            Context.Watch(one.Feed);
            _feeds.Add(key, one);
        }

        one.Readers.Add(reader);
        one.Feed.Tell(new ReaderJoins(reader));
    }

    private void Leave(TKey key, FeedReader reader)
    {
        reader.Leave();
        if (!_feeds.TryGetValue(key, out var one) || !one.Readers.Remove(reader) || one.Readers.Count > 0)
            return;

        _feeds.Remove(key);
        Context.Unwatch(one.Feed);
        Context.Stop(one.Feed);
    }

    private void Pass(IReadOnlyCollection<TKey> keys)
    {
        foreach (var key in keys)
        {
            if (_feeds.TryGetValue(key, out var one))
                one.Feed.Tell(FeedGrew.Instance);
        }
    }

    private void Lose(IActorRef ended)
    {
        foreach (var (key, (_, readers)) in _feeds.Where(entry => entry.Value.Feed.Equals(ended)).ToList())
        {
            _feeds.Remove(key);
            foreach (var reader in readers)
                reader.Break();
        }
    }
}

/// <summary>Feeds have events that their actors have not read yet.</summary>
public sealed record FeedsGrew<TKey>(IReadOnlyCollection<TKey> Keys);

/// <summary>What a feed's actor is told of it.</summary>
public sealed record FeedGrew
{
    public static readonly FeedGrew Instance = new();
}
