using System.Collections.Immutable;
using Pushy.Actors.Hosts;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Presence;

/// <summary>Which nodes are there, whichever host is asked. A cluster of one answers from memory; others are asked for what is not known here, all at once.</summary>
public sealed class ClusterNodes(NodeRoster here, OtherHosts others)
{
    /// <summary>The node's state, and the hosts that could have known better and were silent: none when the node is online.</summary>
    public async Task<(PresenceState State, ImmutableArray<string> Silent)> Find(NodeKey key, CancellationToken cancel)
    {
        var known = here.Find(key);
        if (known is PresenceState.Online || !others.Any)
            return (known, []);

        var (answers, silent) = await others.Ask(host => others.Ask<NodeSeen>(host, RosterActor.Name, new AskNode(key), cancel));
        var states = answers.Select(answer => answer.State).Append(known).ToList();
        if (states.Find(state => state is PresenceState.Online) is { } online)
            return (online, []);
        return (states.Find(state => state is PresenceState.Offline) ?? known, silent);
    }

    /// <summary>An organization's connected nodes, sorted by name (ordinal), and the hosts that were silent: theirs are missing.</summary>
    public async Task<(IReadOnlyList<ListedNode> Nodes, ImmutableArray<string> Silent)> Online(string organization, CancellationToken cancel)
    {
        var nodes = here.Online(organization).Select(node => new ListedNode(node.Node, node.State.IsAvailable)).ToList();
        if (!others.Any)
            return (nodes, []);

        var (answers, silent) = await others.Ask(async host =>
        {
            var all = new List<ListedNode>();
            NodesPage page;
            do
            {
                page = await others.Ask<NodesPage>(host, RosterActor.Name, new AskNodes(organization, all is [.., var last] ? last.Node.Value : ""), cancel);
                all.AddRange(page.Nodes);
            }
            while (page.HasMore);
            return all;
        });

        // one that is moving may be at two hosts for a moment
        return ([.. nodes.Concat(answers.SelectMany(those => those)).DistinctBy(node => node.Node).OrderBy(node => node.Node.Value, StringComparer.Ordinal)], silent);
    }
}
