namespace Pushy.Contracts.Feeds;

/// <summary>One event of a feed (feeds.md §2, §4).</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Id">Unique within one feed.</param>
/// <param name="At">When it was made; the same in every replay. Whole microseconds.</param>
public sealed record FeedMessage(string Name, string Id, DateTimeOffset At)
{
    /// <summary>The job, in the feed of an organization; null in the feed of the job itself.</summary>
    public string? Job { get; init; }

    /// <summary>The node it is about, if it is about one.</summary>
    public string? Node { get; init; }

    /// <summary>How it went, for events that have a status.</summary>
    public string? Status { get; init; }

    /// <summary>What was asked for; with <c>start</c> only.</summary>
    public FeedStart? Start { get; init; }
}

/// <summary>What a <c>start</c> event tells of its job.</summary>
/// <param name="Command">The job command.</param>
/// <param name="RunTimeout">Seconds.</param>
/// <param name="Quorum">Nodes that must be ready.</param>
/// <param name="NodeCount">Nodes asked.</param>
/// <param name="User">Who asked.</param>
public sealed record FeedStart(string Command, long RunTimeout, long Quorum, int NodeCount, string User)
{
    /// <summary>Account to run as, if given.</summary>
    public string? JobUser { get; init; }

    /// <summary>Working directory, if given.</summary>
    public string? Dir { get; init; }

    /// <summary>Variables to add to the environment, if given.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Their names alone, for readers who may not see their values.</summary>
    public IReadOnlyList<string>? EnvNames { get; init; }

    /// <summary>Whether a file was given; written only when true.</summary>
    public bool FileSpecified { get; init; }

    /// <summary>Whether output was asked for.</summary>
    public bool Capture { get; init; }

    /// <summary>The same without values of variables.</summary>
    public FeedStart Veiled() => Env is { Count: > 0 } ? this with { Env = null, EnvNames = [.. Env.Keys] } : this;
}
