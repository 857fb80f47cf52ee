using CsCheck;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;
using static Pushy.Domain.Tests.Permissions.Rules;

namespace Pushy.Domain.Tests.Permissions;

/// <summary>Random groups in groups with random rules, cycles and names of missing groups included.</summary>
public sealed class JobPermissionPropertyTests
{
    private const int Iterations = 2_000;
    private static readonly string[] Names = ["g0", "g1", "g2", "g3"];
    private static readonly string[] Commands = ["a", "b", "ab"];
    private static readonly string[] NodeNames = ["w1", "w2", "d1"];

    private static readonly Gen<JobRule> ARule =
        Gen.Select(Any("a", "b", "/a.*/", "/.*/"), Any("*", "w*", "?1", "d1"), Rule);

    private static readonly Gen<WritersGroup> AGroup = Gen.Select(
        Gen.Bool, Gen.Shuffle(Names), Gen.Int[0, 3], ARule.Array[0, 3], Gen.Bool,
        (mine, names, nested, rules, open) => new WritersGroup("", mine, [.. names[..nested], "missing"], open ? null : [.. rules]));

    private static readonly Gen<WritersGroup[]> Groups = AGroup.Array[4].Select(groups => groups.Select((group, i) => group with { Name = Names[i] }).ToArray());

    [Fact]
    public void A_job_is_allowed_if_and_only_if_each_of_its_nodes_alone_is() => Groups.Sample(groups =>
    {
        foreach (var command in Commands)
        {
            Assert.Equal(
                NodeNames.All(node => Allows(groups, command, node)),
                Decide(groups, command, NodeNames) is JobVerdict.Allowed);
        }
    }, iter: Iterations);

    [Fact]
    public void A_node_is_allowed_if_and_only_if_there_is_a_way_whose_groups_all_allow_it() => Groups.Sample(groups =>
    {
        foreach (var command in Commands)
        {
            foreach (var node in NodeNames)
                Assert.Equal(HasWay(groups, 0, [], command, new NodeName(node)), Allows(groups, command, node));
        }
    }, iter: Iterations);

    [Fact]
    public void One_more_rule_in_a_group_that_has_rules_never_takes_a_right_away() => Gen.Select(Groups, ARule, Gen.Int[0, 3]).Sample((groups, rule, index) =>
    {
        if (groups[index].Rules is not { } rules)
            return;
        WritersGroup[] more = [.. groups];
        more[index] = groups[index] with { Rules = rules.Add(rule) };
        foreach (var command in Commands)
        {
            foreach (var node in NodeNames)
                Assert.True(!Allows(groups, command, node) || Allows(more, command, node));
        }
    }, iter: Iterations);

    private static Gen<string> Any(params string[] those) => Gen.Int[0, those.Length - 1].Select(n => those[n]);

    private static bool Allows(WritersGroup[] groups, string command, string node) => Decide(groups, command, node) is JobVerdict.Allowed;

    /// <summary>The definition, written down as it is said: every way without a repetition is tried.</summary>
    private static bool HasWay(WritersGroup[] groups, int at, HashSet<int> behind, string command, NodeName node)
    {
        var group = groups[at];
        if (behind.Contains(at) || !(group.Rules is not { } rules || rules.Any(rule => rule.Command.Matches(command) && rule.Nodes.Matches(node))))
            return false;
        return group.HasRequestor
            || group.Groups.Select(name => Array.IndexOf(Names, name)).Any(next => next >= 0 && HasWay(groups, next, [.. behind, at], command, node));
    }
}
