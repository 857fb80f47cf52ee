using System.Collections.Frozen;
using Pushy.Server.Directories;

namespace Pushy.Server.Tests.Directories;

public sealed class GroupRulesTests
{
    private static readonly Dictionary<string, Group> None = [];

    [Fact]
    public async Task Without_groups_everybody_reads_and_nobody_writes()
    {
        Assert.True(await MayRead("bob", None));
        Assert.False(await MayWrite("bob", None));
    }

    [Fact]
    public async Task Without_writers_the_admins_write()
    {
        var groups = new Dictionary<string, Group> { ["admins"] = Of(users: ["alice"]) };
        Assert.True(await MayWrite("alice", groups));
        Assert.False(await MayWrite("bob", groups));
    }

    [Fact]
    public async Task Once_a_group_is_there_its_list_alone_counts()
    {
        var groups = new Dictionary<string, Group>
        {
            ["admins"] = Of(users: ["alice"]),
            ["pushy_job_readers"] = Of(users: ["bob"]),
            ["pushy_job_writers"] = Of(users: ["carol"]),
        };
        Assert.False(await MayRead("alice", groups));
        Assert.False(await MayWrite("alice", groups));
        Assert.True(await MayRead("bob", groups));
        Assert.False(await MayWrite("bob", groups));
        Assert.True(await MayWrite("carol", groups));
        Assert.False(await MayRead("carol", groups)); // a writer is no reader
    }

    [Fact]
    public async Task An_empty_group_lets_nobody_in() =>
        Assert.False(await MayRead("bob", new() { ["pushy_job_readers"] = Of() }));

    [Fact]
    public async Task Users_and_clients_of_one_name_are_apart()
    {
        var groups = new Dictionary<string, Group> { ["pushy_job_readers"] = Of(users: ["bob"], clients: ["ci"]) };
        Assert.True(await MayRead("ci", groups, PrincipalType.Client));
        Assert.False(await MayRead("ci", groups, PrincipalType.User));
        Assert.False(await MayRead("bob", groups, PrincipalType.Client));
    }

    [Fact]
    public async Task Names_are_exact() => Assert.False(await MayRead("Bob", new() { ["pushy_job_readers"] = Of(users: ["bob"]) }));

    [Fact]
    public async Task Members_of_nested_groups_are_members_at_any_depth()
    {
        var groups = new Dictionary<string, Group>
        {
            ["pushy_job_readers"] = Of(groups: ["missing", "one"]),
            ["one"] = Of(groups: ["two"]),
            ["two"] = Of(users: ["bob"]),
        };
        Assert.True(await MayRead("bob", groups));
        Assert.False(await MayRead("alice", groups));
    }

    [Fact]
    public async Task A_cycle_of_groups_ends_and_asks_for_each_once()
    {
        var groups = new Dictionary<string, Group>
        {
            ["pushy_job_readers"] = Of(groups: ["one", "pushy_job_readers"]),
            ["one"] = Of(groups: ["two", "one"]),
            ["two"] = Of(groups: ["one", "pushy_job_readers"]),
        };
        var asked = new List<string>();
        Assert.False(await GroupRules.MayRead("bob", PrincipalType.User, name =>
        {
            asked.Add(name);
            return ValueTask.FromResult(groups.GetValueOrDefault(name));
        }));
        Assert.Equal(["pushy_job_readers", "one", "two"], asked);
    }

    private static ValueTask<bool> MayRead(string name, Dictionary<string, Group> groups, PrincipalType type = PrincipalType.User) =>
        GroupRules.MayRead(name, type, group => ValueTask.FromResult(groups.GetValueOrDefault(group)));

    private static ValueTask<bool> MayWrite(string name, Dictionary<string, Group> groups) =>
        GroupRules.MayWrite(name, PrincipalType.User, group => ValueTask.FromResult(groups.GetValueOrDefault(group)));

    private static Group Of(string[]? users = null, string[]? clients = null, string[]? groups = null) =>
        new((users ?? []).ToFrozenSet(), (clients ?? []).ToFrozenSet(), [.. groups ?? []]);
}
