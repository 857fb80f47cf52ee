using System.Collections.Immutable;
using Pushy.Actors.Presence;
using Pushy.Contracts.Nodes;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Server.Nodes;

/// <summary>An organization's nodes as they are now: what the database knows of them, and what presence says on all hosts. The API and the pages show the same.</summary>
public sealed class NodeOverview(NodeBook book, ClusterNodes cluster, TimeProvider time)
{
    /// <summary>All nodes, sorted by name (ordinal); and the hosts that did not answer: then the list says of some that they are offline and they may not be.</summary>
    /// <param name="organization">Its GUID.</param>
    public async Task<(IReadOnlyList<NodeDocument> Nodes, ImmutableArray<string> Silent)> All(string organization, CancellationToken ct)
    {
        var (online, silent) = await cluster.Seen(organization, ct);
        if (!silent.IsEmpty)
            return ([], silent);

        var known = await book.All(organization, ct);
        var now = time.GetUtcNow();
        var nodes = new List<NodeDocument>(Math.Max(known.Count, online.Count));
        var (at, next) = (0, 0);
        while (at < known.Count || next < online.Count)   // both are sorted
        {
            var order = at == known.Count ? 1 : next == online.Count ? -1 : string.CompareOrdinal(known[at].Name, online[next].Node.Value);
            nodes.Add(order < 0 ? Absent(known[at]) : Present(online[next], now));
            at += order <= 0 ? 1 : 0;
            next += order >= 0 ? 1 : 0;
        }

        return (nodes, []);
    }

    /// <summary>One node as the list would have it, from what is known of it.</summary>
    internal static NodeDocument Of(NodeName name, PresenceState state, KnownNode? known, DateTimeOffset now) => state switch
    {
        PresenceState.Online online => Present(new SeenNode(name, online.Since, online.Holds, online.Resetting), now),
        PresenceState.Offline offline => new NodeDocument(name.Value, NodePresenceWords.Offline, NodePresenceWords.Unavailable) { LastSeen = known?.LastSeen ?? offline.Since, Since = offline.Since },
        _ => Absent(known ?? new KnownNode(name.Value, null, null)),
    };

    private static NodeDocument Present(SeenNode node, DateTimeOffset now) =>
        new(node.Node.Value, NodePresenceWords.Online, node switch
        {
            { Resetting: true } => NodePresenceWords.Rehabilitating,
            { Holds: not null } => NodePresenceWords.Busy,
            _ => NodePresenceWords.Available,
        })
        {
            Job = node.Holds?.Value,
            LastSeen = now,
            Since = node.Since,
        };

    private static NodeDocument Absent(KnownNode node) =>
        new(node.Name, node.LastSeen is null ? NodePresenceWords.NeverSeen : NodePresenceWords.Offline, NodePresenceWords.Unavailable) { LastSeen = node.LastSeen, Since = node.EndedAt ?? node.LastSeen };
}
