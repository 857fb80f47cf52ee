using System.Text.Json.Serialization;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Nodes;

/// <summary>A page of <c>GET …/pushy/nodes</c>, sorted by name (by code points).</summary>
/// <param name="Nodes">The page's nodes.</param>
/// <param name="Counts">How many nodes fit the name pattern in all, whatever their state.</param>
/// <param name="Next">The next page's cursor; null on the last one.</param>
public sealed record NodesDocument(IReadOnlyList<NodeDocument> Nodes, NodeCountsDocument Counts, string? Next);

/// <summary>Nodes by what they are; each counts once.</summary>
/// <param name="Available">Connected, and in no job.</param>
/// <param name="Busy">Connected, and in a job.</param>
/// <param name="Rehabilitating">Connected, and made to drop a job.</param>
/// <param name="Offline">Was connected once.</param>
/// <param name="NeverSeen">Has never been connected.</param>
public sealed record NodeCountsDocument(int Available, int Busy, int Rehabilitating, int Offline, int NeverSeen);

/// <summary>A node as it is now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Presence"><c>online</c>, <c>offline</c>, or <c>never_seen</c>: never connected, as far as is stored.</param>
/// <param name="Availability"><c>available</c>; <c>busy</c>: in a job, votes no; <c>rehabilitating</c>: made to drop a job, cannot be asked; <c>unavailable</c>: not connected.</param>
public sealed record NodeDocument(string Name, string Presence, string Availability)
{
    /// <summary>The job that it has in hand, as far as is known; null for none.</summary>
    public string? Job { get; init; }

    /// <summary>When it was last known to be connected: now, if it is. Null if it never was.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Since when it is connected or not; null if it never was.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? Since { get; init; }
}

/// <summary>Words of <see cref="NodeDocument"/>.</summary>
public static class NodePresenceWords
{
    /// <summary>Presence: connected.</summary>
    public const string Online = "online";

    /// <summary>Presence: not connected now.</summary>
    public const string Offline = "offline";

    /// <summary>Presence: never connected.</summary>
    public const string NeverSeen = "never_seen";

    /// <summary>Availability: may be asked.</summary>
    public const string Available = "available";

    /// <summary>Availability: in a job.</summary>
    public const string Busy = "busy";

    /// <summary>Availability: made to drop a job.</summary>
    public const string Rehabilitating = "rehabilitating";

    /// <summary>Availability: not connected.</summary>
    public const string Unavailable = "unavailable";
}
