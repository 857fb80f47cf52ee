namespace Pushy.Actors.Feeds;

/// <summary>Asks a job to tell the sender of all that it writes from now on. Answered by <see cref="JobFollowed"/>.</summary>
public sealed record FollowJob
{
    public static readonly FollowJob Instance = new();
}

/// <summary>What the sender writes from now on is told.</summary>
/// <param name="Sequence">Sequence number of the last row that the journal has; what is told begins with the next.</param>
public sealed record JobFollowed(long Sequence);

/// <summary>The job's actor goes away, or starts anew: follow it again.</summary>
public sealed record JobUnfollowed
{
    public static readonly JobUnfollowed Instance = new();
}

/// <summary>A reader wants to join the feed of a key on this host. Local, like all below: readers are where their connection is.</summary>
public sealed record JoinFeed<TKey>(TKey Key, FeedReader Reader);

/// <summary>A reader is gone.</summary>
public sealed record LeaveFeed<TKey>(TKey Key, FeedReader Reader);

/// <summary>What a feed's actor is told of a reader who joins.</summary>
public sealed record ReaderJoins(FeedReader Reader);
