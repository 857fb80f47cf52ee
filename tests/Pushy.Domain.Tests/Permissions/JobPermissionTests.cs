using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;
using static Pushy.Domain.Tests.Permissions.Rules;

namespace Pushy.Domain.Tests.Permissions;

public sealed class JobPermissionTests
{
    [Fact]
    public void Without_rules_a_member_may_do_everything() =>
        Assert.IsType<JobVerdict.Allowed>(Decide([Mine("writers")], "rm -rf /", "db1"));

    [Fact]
    public void Who_is_in_no_group_may_do_nothing()
    {
        Assert.IsType<JobVerdict.NoMember>(Decide([Of("writers", ["missing", "ops"], Rule("true")), Of("ops", [])], "true", "web1"));
        Assert.IsType<JobVerdict.NoMember>(Decide([], "true", "web1"));
    }

    [Fact]
    public void Command_and_every_node_need_a_rule()
    {
        WritersGroup[] groups = [Mine("writers", Rule("chef-client", "web*"), Rule("/restart [a-z]+/", "db?"))];
        Assert.IsType<JobVerdict.Allowed>(Decide(groups, "chef-client", "web1", "web2"));
        Assert.IsType<JobVerdict.Allowed>(Decide(groups, "restart nginx", "db1"));
        Assert.Equal(["db1"], Nodes(Decide(groups, "chef-client", "web1", "db1")));
        Assert.Equal(["web1"], Nodes(Decide(groups, "restart nginx", "web1", "db1")));   // rules are not mixed
        Assert.Equal(["writers"], Assert.IsType<JobVerdict.NoRuleForCommand>(Decide(groups, "reboot", "web1")).Groups.AsEnumerable());
    }

    [Fact]
    public void Nodes_of_one_job_may_be_allowed_by_different_rules() =>
        Assert.IsType<JobVerdict.Allowed>(Decide([Mine("writers", Rule("true", "web*"), Rule("/t.*/", "db*"))], "true", "web1", "db1"));

    [Fact]
    public void Groups_on_one_way_all_have_to_allow()
    {
        WritersGroup[] groups = [Of("writers", ["web"], Rule("/.*/", "prod-*")), Mine("web", Rule("chef-client", "*-web1"))];
        Assert.IsType<JobVerdict.Allowed>(Decide(groups, "chef-client", "prod-web1"));
        Assert.Equal(["test-web1", "prod-db1"], Nodes(Decide(groups, "chef-client", "test-web1", "prod-db1")));
        Assert.Equal(["writers", "web"], Assert.IsType<JobVerdict.NoRuleForCommand>(Decide(groups, "reboot", "prod-web1")).Groups.AsEnumerable());
    }

    [Fact]
    public void Several_ways_to_be_a_member_add_up()
    {
        WritersGroup[] groups = [Of("writers", ["web", "db"]), Mine("web", Rule("true", "web*")), Mine("db", Rule("true", "db*"))];
        Assert.IsType<JobVerdict.Allowed>(Decide(groups, "true", "web1", "db1"));
        Assert.Equal(["mail1"], Nodes(Decide(groups, "true", "web1", "mail1", "db1")));
    }

    [Fact]
    public void One_way_without_rules_suffices() =>
        Assert.IsType<JobVerdict.Allowed>(Decide([Of("writers", ["web", "ops"]), Mine("web", Rule("true", "web*")), Mine("ops")], "reboot", "db1"));

    [Fact]
    public void A_direct_member_is_bound_by_the_first_groups_rules_only() =>
        Assert.IsType<JobVerdict.Allowed>(Decide([Mine("writers", Rule("true")) with { Groups = ["web"] }, Mine("web", Rule("false"))], "true", "db1"));

    [Fact]
    public void A_group_whose_rules_are_all_unusable_lets_nobody_do_anything() =>
        Assert.IsType<JobVerdict.NoRuleForCommand>(Decide([new WritersGroup("writers", true, [], [])], "true", "web1"));

    [Fact]
    public void Cycles_of_groups_end() =>
        Assert.Equal(["db1"], Nodes(Decide(
            [Of("writers", ["one"]), Of("one", ["two", "writers"]), new WritersGroup("two", true, ["one"], [Rule("true", "web*")])], "true", "web1", "db1")));

    [Fact]
    public void A_refusal_names_the_first_nodes_and_counts_the_others()
    {
        var names = Enumerable.Range(1, 1000).Select(n => $"db{n}").ToArray();
        var refused = Assert.IsType<JobVerdict.NoRuleForNodes>(Decide([Mine("writers", Rule("true", "web*"))], "true", names));
        Assert.Equal(names[..5], refused.Nodes.Select(node => node.Value));
        Assert.Equal(1000, refused.Count);
    }

    [Fact]
    public void Each_of_a_hundred_thousand_nodes_is_checked()
    {
        NodeName[] nodes = [.. Enumerable.Range(0, 100_000).Select(n => new NodeName($"web{n}.eu-west.example.com"))];
        JobRule[] rules = [.. Enumerable.Range(0, 20).Select(n => Rule("/.*/", $"*.zone{n}.example.com")), Rule("true", "web*.example.com")];
        Assert.IsType<JobVerdict.Allowed>(JobPermission.Decide([Of("writers", ["web"]), Mine("web", rules)], "true", nodes));
    }

    [Fact]
    public void A_rule_is_for_the_bare_command_unless_it_says_more()
    {
        WritersGroup[] groups = [Mine("writers", Rule("backup"))];
        Assert.IsType<JobVerdict.Allowed>(Bring(groups, "backup"));
        foreach (var extra in (JobExtra[])[Variable("TAR_OPTIONS"), Directory("/tmp"), Account("root"), File])
            Assert.Equal([extra], Assert.IsType<JobVerdict.NoRuleForExtras>(Bring(groups, "backup", extra)).Extras.AsEnumerable());
        Assert.IsType<JobVerdict.NoRuleForCommand>(Bring(groups, "reboot", File));
    }

    [Fact]
    public void A_rule_allows_what_it_lists_and_nothing_else()
    {
        WritersGroup[] groups = [Mine("writers", Rule("backup") with { Extras = Extras("LANG,LC_*", "/srv/app,/data/*", "deploy", true) })];
        Assert.IsType<JobVerdict.Allowed>(Bring(groups, "backup", Variable("LANG"), Variable("LC_ALL"), Directory("/data/x/y"), Account("deploy"), File));
        foreach (var extra in (JobExtra[])[
            Variable("LANGUAGE"), Variable("LD_PRELOAD"), Variable("lang"), Directory("/srv/app/x"), Directory("/srv/apps"), Directory("/data"), Directory("/data/../etc"),
            Directory("/srv//app"), Directory("/srv/app/"), Directory("/data/./x"), Directory("srv/app"), Directory("/data/x/.."), Account("root"), Account("deploy2")])
            Assert.Equal([extra], Assert.IsType<JobVerdict.NoRuleForExtras>(Bring(groups, "backup", Variable("LANG"), extra)).Extras.AsEnumerable());
    }

    [Fact]
    public void One_rule_has_to_allow_all_that_a_job_brings()
    {
        WritersGroup[] groups = [Mine("writers", Rule("backup") with { Extras = Extras("LANG", "", "", false) }, Rule("backup") with { Extras = Extras("", "", "deploy", false) })];
        Assert.IsType<JobVerdict.Allowed>(Bring(groups, "backup", Variable("LANG")));
        Assert.IsType<JobVerdict.Allowed>(Bring(groups, "backup", Account("deploy")));
        Assert.Empty(Assert.IsType<JobVerdict.NoRuleForExtras>(Bring(groups, "backup", Variable("LANG"), Account("deploy"))).Extras);
    }

    [Fact]
    public void What_a_job_brings_is_allowed_node_by_node_and_by_each_group_on_the_way()
    {
        WritersGroup[] groups =
        [
            Of("writers", ["web"], Rule("/.*/") with { Extras = AllowedExtras.All }),
            Mine("web", Rule("backup"), Rule("backup", "web*") with { Extras = Extras("*", "", "", false) }),
        ];
        Assert.IsType<JobVerdict.Allowed>(JobPermission.Decide(groups, "backup", [new("web1")], [Variable("ANY")]));
        var no = Assert.IsType<JobVerdict.NoRuleForExtras>(JobPermission.Decide(groups, "backup", [new("web1"), new("db1")], [Variable("ANY")]));
        Assert.Equal(["db1"], no.Nodes.Select(node => node.Value));
        Assert.Empty(Assert.IsType<JobVerdict.NoRuleForExtras>(JobPermission.Decide(groups, "backup", [new("web1")], [Variable("ANY"), File])).Nodes);
    }

    [Fact]
    public void Without_rules_a_job_brings_what_it_likes() =>
        Assert.IsType<JobVerdict.Allowed>(Bring([Mine("writers")], "backup", Variable("LD_PRELOAD"), Directory("/tmp"), Account("root"), File));

    private static JobExtra File => new(ExtraKind.File, "");

    private static JobExtra Variable(string name) => new(ExtraKind.Variable, name);

    private static JobExtra Directory(string path) => new(ExtraKind.Directory, path);

    private static JobExtra Account(string name) => new(ExtraKind.Account, name);

    private static JobVerdict Bring(WritersGroup[] groups, string command, params JobExtra[] extras) => JobPermission.Decide(groups, command, [new("web1")], extras);

    private static AllowedExtras Extras(string variables, string directories, string accounts, bool file) =>
        new(List(ExtraKind.Variable, variables), List(ExtraKind.Directory, directories), List(ExtraKind.Account, accounts), file);

    private static ExtraList List(ExtraKind kind, string text) =>
        ExtraList.TryRead(kind, text, out var list, out var problem) ? list : throw new ArgumentException(problem);

    private static IEnumerable<string> Nodes(JobVerdict verdict) => Assert.IsType<JobVerdict.NoRuleForNodes>(verdict).Nodes.Select(node => node.Value);
}
