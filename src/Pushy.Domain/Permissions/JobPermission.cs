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
    /// <param name="extras">What the job brings beside the command. One rule has to allow all of it.</param>
    public static JobVerdict Decide(IReadOnlyList<WritersGroup> groups, string command, IReadOnlyList<NodeName> nodes, IReadOnlyList<JobExtra>? extras = null)
    {
        var ways = new Ways(groups, command);
        if (!ways.Lead(_ => true))
            return new JobVerdict.NoMember();
        if (!ways.Lead(gate => !gate.IsShut))
            return new JobVerdict.NoRuleForCommand(ways.GroupsWithRules());
        var (refused, count) = ways.Refused(nodes);
        if (count > 0)
            return new JobVerdict.NoRuleForNodes(refused, count, ways.GroupsWithRules());
        return extras is { Count: > 0 } ? DecideExtras(ways, nodes, extras) : new JobVerdict.Allowed();
    }

    private static JobVerdict DecideExtras(Ways ways, IReadOnlyList<NodeName> nodes, IReadOnlyList<JobExtra> extras)
    {
        var (refused, count) = ways.With(extras).Refused(nodes);
        if (count == 0)
            return new JobVerdict.Allowed();
        var faults = extras.Where(extra => ways.With([extra]).Refused(refused).Count > 0).Take(JobVerdict.MaxNamed);
        return new JobVerdict.NoRuleForExtras([.. faults], count == nodes.Count ? [] : refused, count, ways.GroupsWithRules());
    }

    /// <summary>What a group lets through of one command.</summary>
    /// <param name="Group">The group.</param>
    /// <param name="Rules">Those about the command; null without rules.</param>
    /// <param name="Next">Indices of the groups in it.</param>
    private sealed record Gate(WritersGroup Group, JobRule[]? Rules, int[] Next)
    {
        public bool IsOpen { get; } = Rules is null || Rules.Any(rule => rule.Nodes.IsAll);

        public bool IsShut => Rules is [];

        public Gate With(IReadOnlyList<JobExtra> extras) =>
            Rules is null ? this : new Gate(Group, [.. Rules.Where(rule => rule.Extras.Allows(extras))], Next);

        public bool LetsThrough(NodeName node)
        {
            if (IsOpen)
                return true;
            foreach (var rule in Rules!)
            {
                if (rule.Nodes.Matches(node))
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
                group.Rules is { } rules ? [.. rules.Where(rule => rule.Command.Matches(command))] : null,
                [.. group.Groups.Where(indices.ContainsKey).Select(name => indices[name])]))];
            _seen = new bool[_gates.Length];
        }

        private Ways(Gate[] gates) => (_gates, _seen) = (gates, new bool[gates.Length]);

        /// <summary>The same, of a job that brings something.</summary>
        public Ways With(IReadOnlyList<JobExtra> extras) => new([.. _gates.Select(gate => gate.With(extras))]);

        /// <summary>The first nodes that no way leads to, and how many there are.</summary>
        public (ImmutableArray<NodeName> First, int Count) Refused(IReadOnlyList<NodeName> nodes)
        {
            if (Lead(gate => gate.IsOpen))
                return ([], 0);
            var first = ImmutableArray.CreateBuilder<NodeName>();
            var count = 0;
            foreach (var node in nodes)
            {
                if (LeadFor(node))
                    continue;
                if (++count <= JobVerdict.MaxNamed)
                    first.Add(node);
            }

            return (first.ToImmutable(), count);
        }

        public ImmutableArray<string> GroupsWithRules() =>
            [.. _gates.Where(gate => gate.Rules is not null).Select(gate => gate.Group.Name).Take(JobVerdict.MaxNamed)];

        private bool LeadFor(NodeName node) => Lead(node, static (gate, one) => gate.LetsThrough(one));

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
