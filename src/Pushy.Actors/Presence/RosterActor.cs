using System.Collections.Immutable;
using Akka.Actor;
using Pushy.Domain.Jobs;
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

/// <summary>As <see cref="AskNodes"/>, for all that presence knows of them. Answered by <see cref="PresencesPage"/>.</summary>
public sealed record AskPresences(string Organization, string After);

/// <summary>A connected node, and what it does.</summary>
/// <param name="Since">When it connected.</param>
/// <param name="Holds">The job that it is known to have in hand.</param>
/// <param name="Resetting">Whether it is made to drop a job.</param>
public readonly record struct SeenNode(NodeName Node, DateTimeOffset Since, JobId? Holds, bool Resetting);

/// <summary>As <see cref="NodesPage"/>.</summary>
public sealed record PresencesPage(ImmutableArray<SeenNode> Nodes, bool HasMore);

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

    /// <summary>What a <see cref="SeenNode"/> needs beside its name: two lengths, a time, a job's id.</summary>
    private const int SeenBytes = 64;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AskNodes(var organization, var after):
                var (listed, more) = Page(organization, after, 0, (node, state) => new ListedNode(node, state.IsAvailable));
                Sender.Tell(new NodesPage(listed, more));
                break;
            case AskPresences(var organization, var after):
                var (seen, others) = Page(organization, after, SeenBytes, (node, state) => new SeenNode(node, state.Since, state.Holds, state.Resetting));
                Sender.Tell(new PresencesPage(seen, others));
                break;
            case AskNode(var key): Sender.Tell(new NodeSeen(nodes.Find(key))); break;
            default: Unhandled(message); break;
        }
    }

    private (ImmutableArray<T> Nodes, bool HasMore) Page<T>(string organization, string after, int overhead, Func<NodeName, PresenceState.Online, T> make)
    {
        var page = ImmutableArray.CreateBuilder<T>();
        var bytes = 0;
        foreach (var (node, state) in nodes.Online(organization, after))
        {
            bytes += node.Value.Length + overhead;   // names are ASCII
            if (bytes > PageBytes && page.Count > 0)
                return (page.ToImmutable(), true);
            page.Add(make(node, state));
        }

        return (page.ToImmutable(), false);
    }
}
