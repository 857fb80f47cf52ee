using System.Collections.Concurrent;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Presence;

/// <summary>What a job would find a node at.</summary>
public enum NodeAvailability
{
    /// <summary>Known here, and not connected.</summary>
    Away,

    /// <summary>Connected, with no job in hand.</summary>
    Idle,

    /// <summary>Connected, with a job in hand.</summary>
    Busy,

    /// <summary>Connected, and told to drop a job until it says that it has.</summary>
    Rehabilitating,
}

/// <summary>The connected nodes whose presence lives on this host, for the API's lists. Written by presence, read by anyone.</summary>
public sealed class NodeRoster
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<NodeName, PresenceState>> _organizations = new(StringComparer.Ordinal);
    private readonly int[] _counts = new int[Enum.GetValues<NodeAvailability>().Length];

    /// <summary>Number of connected nodes over all organizations.</summary>
    public int Connected => Count(NodeAvailability.Idle) + Count(NodeAvailability.Busy) + Count(NodeAvailability.Rehabilitating);

    /// <summary>Number of nodes over all organizations, by what a job would find them at.</summary>
    public int Count(NodeAvailability availability) => Volatile.Read(ref _counts[(int)availability]);

    /// <summary>The node's state; <see cref="PresenceState.Initial"/> for one not seen here.</summary>
    public PresenceState Find(NodeKey key) =>
        _organizations.TryGetValue(key.Organization, out var nodes) && nodes.TryGetValue(key.Node, out var state) ? state : PresenceState.Initial;

    /// <summary>Connected nodes of an organization, sorted by name (ordinal).</summary>
    /// <param name="after">Those after this name; empty for all.</param>
    public IReadOnlyList<(NodeName Node, PresenceState.Online State)> Online(string organization, string after = "")
    {
        if (!_organizations.TryGetValue(organization, out var nodes))
            return [];

        var online = nodes.Where(entry => entry.Value is PresenceState.Online && string.CompareOrdinal(entry.Key.Value, after) > 0)
            .Select(entry => (entry.Key, (PresenceState.Online)entry.Value)).ToList();
        online.Sort((one, other) => string.CompareOrdinal(one.Key.Value, other.Key.Value));
        return online;
    }

    internal void Set(NodeKey key, PresenceState state)
    {
        var nodes = _organizations.GetOrAdd(key.Organization, _ => new());
        if (nodes.TryGetValue(key.Node, out var known))
            Interlocked.Decrement(ref _counts[(int)Of(known)]);
        nodes[key.Node] = state;   // one presence per key writes, so there is no race on an entry
        Interlocked.Increment(ref _counts[(int)Of(state)]);
    }

    internal void Forget(NodeKey key)
    {
        if (_organizations.TryGetValue(key.Organization, out var nodes) && nodes.TryRemove(key.Node, out var state))
            Interlocked.Decrement(ref _counts[(int)Of(state)]);
    }

    private static NodeAvailability Of(PresenceState state) => state switch
    {
        PresenceState.Online { Resetting: true } => NodeAvailability.Rehabilitating,
        PresenceState.Online { Holds: not null } => NodeAvailability.Busy,
        PresenceState.Online => NodeAvailability.Idle,
        _ => NodeAvailability.Away,
    };
}
