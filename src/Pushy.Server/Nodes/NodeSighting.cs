using Pushy.Actors.Presence;
using Pushy.Domain.Diagnosis;

namespace Pushy.Server.Nodes;

/// <summary>A node's link, as it began or as it ended.</summary>
/// <param name="Link">Tells it from the node's other links.</param>
/// <param name="Remote">Address that it comes from.</param>
/// <param name="Version">Of the agent, as it says.</param>
/// <param name="Platform">Of the agent, as it says; null if it does not.</param>
/// <param name="ClockSkew">Whole seconds by which its clock was ahead when it signed in; null if that is not known.</param>
public sealed record LinkSighting(NodeKey Key, Guid Link, DateTimeOffset ConnectedAt, string Remote, string Version, string? Platform, int? ClockSkew)
{
    private const int MaxSentence = 300;

    /// <summary>When it ended; null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How; null while it lives.</summary>
    public LinkEnding? End { get; init; }

    /// <summary>Whether its agent proved nothing beyond its signed request.</summary>
    public bool IsUnproven { get; init; }

    /// <summary>Why the agent goes on with older settings than its files have, as it says, cut by <see cref="Cut"/>; null if it does not.</summary>
    public string? SettingsFault { get; init; }

    /// <summary>An agent may say as much as a frame holds; so much is kept for as long as its link lives.</summary>
    public static string? Cut(string? sentence) => sentence?.Length > MaxSentence ? sentence[..MaxSentence] : sentence;
}

/// <summary>Somebody was not let in as a node.</summary>
/// <param name="Organization">Its name as the request had it; nothing is proven.</param>
/// <param name="Node">A name that a node can have.</param>
public sealed record RefusalSighting(string Organization, string Node, DateTimeOffset At, LinkRefusal Why, string Remote, int? ClockSkew);
