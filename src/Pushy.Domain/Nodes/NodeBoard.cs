using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Pushy.Domain.Nodes;

/// <summary>How many nodes of a job are in each state.</summary>
[InlineArray(NodeStates.Count)]
public struct NodeCounts
{
    private int _first;

    public readonly int Of(NodeState state) => this[(int)state];

    /// <summary>Nodes that may still change.</summary>
    public readonly int Live => Of(NodeState.New) + Of(NodeState.Ready) + Of(NodeState.Running);

    public readonly NodeCounts Move(NodeState from, NodeState to)
    {
        var moved = this;
        moved[(int)from]--;
        moved[(int)to]++;
        return moved;
    }

    internal void Add(NodeState state, int nodes) => this[(int)state] += nodes;
}

/// <summary>The parts of all nodes of a job, with their counts. Reading or moving one node costs the logarithm of their number.</summary>
public sealed class NodeBoard
{
    private readonly ImmutableDictionary<NodeName, NodePart> _parts;

    private NodeBoard(ImmutableDictionary<NodeName, NodePart> parts, NodeCounts counts)
    {
        _parts = parts;
        Counts = counts;
    }

    public NodeCounts Counts { get; }

    public int Size => _parts.Count;

    /// <summary>All nodes new.</summary>
    public static NodeBoard Of(ImmutableArray<NodeName> nodes)
    {
        var counts = default(NodeCounts);
        counts.Add(NodeState.New, nodes.Length);
        return new NodeBoard(nodes.ToImmutableDictionary(node => node, NodePart (_) => NodePart.New.Instance), counts);
    }

    /// <summary>As read back from where a finished job is kept.</summary>
    public static NodeBoard Of(IEnumerable<KeyValuePair<NodeName, NodePart>> parts)
    {
        var board = parts.ToImmutableDictionary();
        var counts = default(NodeCounts);
        foreach (var part in board.Values)
            counts.Add(part.State, 1);
        return new NodeBoard(board, counts);
    }

    /// <summary>The node's part; null for a node that is not in the job.</summary>
    public NodePart? Find(NodeName node) => _parts.GetValueOrDefault(node);

    public NodeBoard With(NodeName node, NodePart part) =>
        new(_parts.SetItem(node, part), Counts.Move(_parts[node].State, part.State));

    /// <summary>Ends every node in one of some states. Costs the number of nodes: for what happens once in a job.</summary>
    public NodeBoard End(Func<NodeState, bool> which, NodeEnding how, DateTimeOffset at)
    {
        var parts = _parts.ToBuilder();
        var counts = Counts;
        foreach (var (node, part) in _parts.Where(entry => which(entry.Value.State)))
        {
            parts[node] = new NodePart.Ended(how, at, part.Started);
            counts = counts.Move(part.State, how.State);
        }

        return new NodeBoard(parts.ToImmutable(), counts);
    }
}
