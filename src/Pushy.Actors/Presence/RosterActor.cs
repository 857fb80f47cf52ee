using System.Collections.Immutable;
using Akka.Actor;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Presence;

/// <summary>Asks a host for an organization's connected nodes whose presence lives there. Answered by <see cref="NodesPage"/>.</summary>
/// <param name="After">The page begins after this name (ordinal); empty for the first.</param>
public sealed record AskNodes(string Organization, string After);

/// <summary>A connected node.</summary>
public readonly record struct ListedNode(NodeName Node, bool IsAvailable);

/// <summary>Some of a host's nodes, sorted by name (ordinal).</summary>
/// <param name="HasMore">Whether others follow the last one.</param>
public sealed record NodesPage(ImmutableArray<ListedNode> Nodes, bool HasMore);

/// <summary>Asks a host what it knows of a node. Answered by <see cref="NodeSeen"/>.</summary>
public sealed record AskNode(NodeKey Key);

/// <param name="State"><see cref="PresenceState.Unheard"/> where the node has no presence.</param>
public sealed record NodeSeen(PresenceState State);

/// <summary>Tells other hosts what only this one knows. Wakes nobody.</summary>
public sealed class RosterActor(NodeRoster nodes) : UntypedActor
{
    /// <summary>Its name under <c>/user</c> on each host.</summary>
    public const string Name = "roster";

    /// <summary>Bytes of names in one page: what remoting sends at once stays small. 1,500 names of 32 characters.</summary>
    public const int PageBytes = 48 * 1024;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AskNodes(var organization, var after): Sender.Tell(Page(organization, after)); break;
            case AskNode(var key): Sender.Tell(new NodeSeen(nodes.Find(key))); break;
            default: Unhandled(message); break;
        }
    }

    private NodesPage Page(string organization, string after)
    {
        var page = ImmutableArray.CreateBuilder<ListedNode>();
        var bytes = 0;
        foreach (var (node, state) in nodes.Online(organization, after))
        {
            bytes += node.Value.Length;   // names are ASCII
            if (bytes > PageBytes && page.Count > 0)
                return new NodesPage(page.ToImmutable(), HasMore: true);
            page.Add(new ListedNode(node, state.IsAvailable));
        }

        return new NodesPage(page.ToImmutable(), HasMore: false);
    }
}
