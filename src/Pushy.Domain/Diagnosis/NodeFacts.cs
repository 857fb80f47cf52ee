using System.Collections.Immutable;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Domain.Diagnosis;

/// <summary>All that the server knows of a node when somebody asks why it does not answer.</summary>
/// <param name="State">What its presence says now.</param>
/// <param name="Now">The server's time.</param>
/// <param name="AllowedSkew">By how much a node's clock may differ before its sign-in is refused.</param>
public sealed record NodeFacts(NodeName Node, PresenceState State, DateTimeOffset Now, TimeSpan AllowedSkew)
{
    /// <summary>Its place in the directory; null: there is nobody of this name.</summary>
    public Enrolment? Enrolment { get; init; }

    /// <summary>Of a name that nobody has: one that somebody has and that may have been meant.</summary>
    public NodeName? Nearest { get; init; }

    /// <summary>Its last link; null: it was never connected, as far as is stored.</summary>
    public LinkFacts? Link { get; init; }

    /// <summary>The last time that it was not let in; null: never, or forgotten.</summary>
    public RefusalFacts? Refusal { get; init; }

    /// <summary>Its last jobs, newest first.</summary>
    public ImmutableArray<JobPart> Jobs { get; init; } = [];
}

/// <summary>A node in the directory.</summary>
/// <param name="At">When it joined; null where the directory does not tell.</param>
/// <param name="ValidKeys">Keys that can prove it now.</param>
/// <param name="ExpiredKeys">Keys that cannot any more.</param>
/// <param name="LastExpiry">When the last of the expired ones did.</param>
public sealed record Enrolment(DateTimeOffset? At, int ValidKeys, int ExpiredKeys, DateTimeOffset? LastExpiry);

/// <summary>A node's last link.</summary>
/// <param name="ConnectedAt">When it began.</param>
/// <param name="LastSeen">When the node was last known to be there.</param>
/// <param name="Remote">Address that it came from.</param>
/// <param name="ClockSkew">By how much its clock was ahead when it signed in, negative for behind; in whole seconds; null: not known.</param>
public sealed record LinkFacts(DateTimeOffset ConnectedAt, DateTimeOffset LastSeen, string Remote, TimeSpan? ClockSkew)
{
    /// <summary>How it ended; null: it lives, or its host ended before it could say.</summary>
    public LinkEnding? End { get; init; }

    /// <summary>Host of the cluster that has or had it; null for a server on its own.</summary>
    public string? Host { get; init; }

    /// <summary>Of the agent.</summary>
    public string? Version { get; init; }

    /// <summary>Of the agent's machine, as in <c>linux-x64</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>Why its agent goes on with older settings than its files have, in the agent's words; null if it does not.</summary>
    public string? SettingsFault { get; init; }
}

/// <summary>A time that a node was not let in.</summary>
/// <param name="ClockSkew">As for <see cref="LinkFacts"/>.</param>
public sealed record RefusalFacts(DateTimeOffset At, LinkRefusal Why, string Remote, TimeSpan? ClockSkew);

/// <summary>A node's part in a job.</summary>
/// <param name="Ending">How its part ended; null while it lives.</param>
public sealed record JobPart(JobId Job, string Command, DateTimeOffset CreatedAt, NodeState State, NodeEnding? Ending);
