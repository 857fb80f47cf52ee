using System.Collections.Immutable;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Permissions;

/// <summary>
/// What the rules of groups allow. Membership is a way from the first group through groups in groups to one that has the requestor in its own
/// list; each group on the way that carries rules has to allow what is asked, and several ways add up. So rules on the first group bind
/// everybody, rules on a group inside it only those who come through it.
/// </summary>
public static class JobPermission
{
    /// <param name="groups">All groups that can be reached, the one asked about first. A group named in another and not given has no members.</param>
    /// <param name="command">The job's command.</param>
    /// <param name="nodes">The job's nodes, at least one.</param>
    public static JobVerdict Decide(IReadOnlyList<WritersGroup> groups, string command, IReadOnlyList<NodeName> nodes)
    {
        var ways = new Ways(groups, command);
        if (!ways.Lead(_ => true))
            return new JobVerdict.NoMember();
        if (ways.Lead(gate => gate.IsOpen))
            return new JobVerdict.Allowed();
        if (!ways.Lead(gate => !gate.IsShut))
            return new JobVerdict.NoRuleForCommand(ways.GroupsWithRules());

        var refused = ImmutableArray.CreateBuilder<NodeName>();
        var count = 0;
        foreach (var node in nodes)
        {
            if (ways.LeadFor(node))
                continue;
            if (++count <= JobVerdict.MaxNamed)
                refused.Add(node);
        }

        return count == 0 ? new JobVerdict.Allowed() : new JobVerdict.NoRuleForNodes(refused.ToImmutable(), count, ways.GroupsWithRules());
    }

    /// <summary>What a group lets through of one command.</summary>
    /// <param name="Group">The group.</param>
    /// <param name="Nodes">Patterns of the rules that are about the command; null without rules.</param>
    /// <param name="Next">Indices of the groups in it.</param>
    private sealed record Gate(WritersGroup Group, NodePattern[]? Nodes, int[] Next)
    {
        public bool IsOpen { get; } = Nodes is null || Nodes.Any(pattern => pattern.IsAll);

        public bool IsShut => Nodes is [];

        public bool LetsThrough(NodeName node)
        {
            if (IsOpen)
                return true;
            foreach (var pattern in Nodes!)
            {
                if (pattern.Matches(node))
                    return true;
            }

            return false;
        }
    }

    /// <summary>The graph of groups, with what each lets through of one command. Its buffers serve one search after the other.</summary>
    private sealed class Ways
    {
        private readonly Gate[] _gates;
        private readonly bool[] _seen;
        private readonly Stack<int> _open = new();

        public Ways(IReadOnlyList<WritersGroup> groups, string command)
        {
            var indices = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < groups.Count; i++)
                indices.TryAdd(groups[i].Name, i);
            _gates = [.. groups.Select(group => new Gate(
                group,
                group.Rules is { } rules ? [.. rules.Where(rule => rule.Command.Matches(command)).Select(rule => rule.Nodes)] : null,
                [.. group.Groups.Where(indices.ContainsKey).Select(name => indices[name])]))];
            _seen = new bool[_gates.Length];
        }

        public ImmutableArray<string> GroupsWithRules() =>
            [.. _gates.Where(gate => gate.Nodes is not null).Select(gate => gate.Group.Name).Take(JobVerdict.MaxNamed)];

        public bool LeadFor(NodeName node) => Lead(node, static (gate, one) => gate.LetsThrough(one));

        public bool Lead(Func<Gate, bool> letsThrough) => Lead(letsThrough, static (gate, ask) => ask(gate));

        /// <summary>Whether a way through groups that let through ends at the requestor. Each is seen once, so cycles end.</summary>
        private bool Lead<T>(T what, Func<Gate, T, bool> letsThrough)
        {
            Array.Clear(_seen);
            _open.Clear();
            Visit(0);
            while (_open.TryPop(out var index))
            {
                var gate = _gates[index];
                if (!letsThrough(gate, what))
                    continue;
                if (gate.Group.HasRequestor)
                    return true;
                foreach (var next in gate.Next)
                    Visit(next);
            }

            return false;
        }

        private void Visit(int index)
        {
            if (index >= _gates.Length || _seen[index])
                return;
            _seen[index] = true;
            _open.Push(index);
        }
    }
}
