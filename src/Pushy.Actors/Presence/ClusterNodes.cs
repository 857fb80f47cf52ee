using System.Collections.Immutable;
using Akka.Actor;
using Pushy.Actors.Hosts;
using Pushy.Domain.Nodes;
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
    public Task<(IReadOnlyList<ListedNode> Nodes, ImmutableArray<string> Silent)> Online(string organization, CancellationToken cancel) => All(
        organization,
        (node, state) => new ListedNode(node, state.IsAvailable),
        node => node.Node,
        async (host, after) =>
        {
            var page = await others.Ask<NodesPage>(host, RosterActor.Name, new AskNodes(organization, after), cancel);
            return (page.Nodes, page.HasMore);
        });

    /// <summary>As <see cref="Online"/>, with what each does.</summary>
    public Task<(IReadOnlyList<SeenNode> Nodes, ImmutableArray<string> Silent)> Seen(string organization, CancellationToken cancel) => All(
        organization,
        (node, state) => new SeenNode(node, state.Since, state.Holds, state.Resetting),
        node => node.Node,
        async (host, after) =>
        {
            var page = await others.Ask<PresencesPage>(host, RosterActor.Name, new AskPresences(organization, after), cancel);
            return (page.Nodes, page.HasMore);
        });

    private async Task<(IReadOnlyList<T> Nodes, ImmutableArray<string> Silent)> All<T>(
        string organization, Func<NodeName, PresenceState.Online, T> make, Func<T, NodeName> nameOf, Func<Address, string, Task<(ImmutableArray<T> Nodes, bool HasMore)>> ask)
    {
        var nodes = here.Online(organization).Select(node => make(node.Node, node.State)).ToList();
        if (!others.Any)
            return (nodes, []);

        var (answers, silent) = await others.Ask(async host =>
        {
            var all = new List<T>();
            for (var hasMore = true; hasMore;)
            {
                (var page, hasMore) = await ask(host, all is [.., var last] ? nameOf(last).Value : "");
                all.AddRange(page);
            }

            return all;
        });

        // one that is moving may be at two hosts for a moment
        return ([.. nodes.Concat(answers.SelectMany(those => those)).DistinctBy(nameOf).OrderBy(node => nameOf(node).Value, StringComparer.Ordinal)], silent);
    }
}
