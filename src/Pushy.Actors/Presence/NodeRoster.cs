using System.Collections.Concurrent;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Presence;

/// <summary>The connected nodes whose presence lives on this host, for the API's lists. Written by presence, read by anyone.</summary>
public sealed class NodeRoster
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<NodeName, PresenceState>> _organizations = new(StringComparer.Ordinal);
    private int _connected;

    /// <summary>Number of connected nodes over all organizations.</summary>
    public int Connected => Volatile.Read(ref _connected);

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
        var before = nodes.TryGetValue(key.Node, out var known) && known is PresenceState.Online;
        nodes[key.Node] = state;   // one presence per key writes, so there is no race on an entry
        Interlocked.Add(ref _connected, (state is PresenceState.Online ? 1 : 0) - (before ? 1 : 0));
    }

    internal void Forget(NodeKey key)
    {
        if (_organizations.TryGetValue(key.Organization, out var nodes) && nodes.TryRemove(key.Node, out var state) && state is PresenceState.Online)
            Interlocked.Decrement(ref _connected);
    }
}
