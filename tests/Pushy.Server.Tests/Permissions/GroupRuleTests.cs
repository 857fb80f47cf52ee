using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Directories;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Permissions;

/// <summary>Rules of groups through the real server; what they mean is tested in the domain.</summary>
[Collection(JobTests.Name)]
public sealed class GroupRuleTests(JobServer jobs)
{
    [Fact]
    public async Task A_writer_starts_what_the_rules_of_his_group_allow_and_nothing_else()
    {
        var org = await Organization("bob");
        await Rule(org, "pushy_job_writers", "chef-client", "web*");
        Assert.Equal(201, (await Start(org, "chef-client", "web1", "web2")).Status);
        Assert.Equal(
            (403, """{"error":["User or client 'bob' has no right to the command 'reboot': no rule of group 'pushy_job_writers' allows it"]}"""),
            Essence(await Start(org, "reboot", "web1")));
        Assert.Equal(
            (403, """{"error":["User or client 'bob' has no right to the command 'chef-client' on node 'db1': no rule of group 'pushy_job_writers' allows it"]}"""),
            Essence(await Start(org, "chef-client", "web1", "db1")));
        Assert.Equal(
            """{"error":["User or client 'bob' has no right to the command 'chef-client' on nodes 'db1', 'db2', 'db3', 'db4', 'db5' and 2 more: no rule of group 'pushy_job_writers' allows it"]}""",
            (await Start(org, "chef-client", [.. Enumerable.Range(1, 7).Select(n => $"db{n}")])).Body);
    }

    [Fact]
    public async Task Rules_of_a_group_in_the_group_bind_who_comes_through_it()
    {
        var org = await Organization("alice");
        await org.Server.Made(org.Server.Admin.CreateGroup(org.Name, "web", default));
        await org.Server.Made(org.Server.Admin.AddToGroup(org.Name, "web", "user", "bob", default));
        await org.Server.Made(org.Server.Admin.AddToGroup(org.Name, "pushy_job_writers", "group", "web", default));
        await Rule(org, "web", "/chef-client( -l debug)?/", "web*");
        Assert.Equal(201, (await Start(org, "chef-client -l debug", "web1")).Status);
        Assert.Equal(403, (await Start(org, "chef-client; reboot", "web1")).Status);
        Assert.Equal(201, (await org.Alice.Post(org.Jobs, Body("reboot", "db1"))).Status);
    }

    [Fact]
    public async Task Without_writers_the_rules_of_the_admins_count()
    {
        var org = await jobs.Organization();
        await Rule(org, "admins", "uptime", "*");
        Assert.Equal(201, (await org.Alice.Post(org.Jobs, Body("uptime", "web1"))).Status);
        Assert.Equal(403, (await org.Alice.Post(org.Jobs, Body("reboot", "web1"))).Status);
        Assert.Equal((403, """{"error":["User or client 'bob' does not have access to that action on this server."]}"""), Essence(await Start(org, "uptime", "web1")));
    }

    [Fact]
    public async Task A_job_is_stopped_by_who_might_have_started_it()
    {
        var org = await Organization("bob");
        await org.Server.Made(org.Server.Admin.CreateGroup(org.Name, "ops", default));
        await org.Server.Made(org.Server.Admin.AddToGroup(org.Name, "ops", "user", "alice", default));
        await org.Server.Made(org.Server.Admin.AddToGroup(org.Name, "pushy_job_writers", "group", "ops", default));
        await Rule(org, "ops", "/.*/", "db*");
        var web = Id(await Start(org, "true", "web1"));
        var db = Id(await Start(org, "true", "db1"));
        Assert.Contains("on node 'web1'", (await org.Alice.Post($"{org.Jobs}/{web}/abort", "")).Body, StringComparison.Ordinal);
        Assert.Equal(200, (await org.Alice.Post($"{org.Jobs}/{db}/abort", "")).Status);
        Assert.Equal(404, (await org.Alice.Post($"{org.Jobs}/{new string('0', 32)}/abort", "")).Status);
        Assert.Equal(200, (await org.Bob.Post($"{org.Jobs}/{web}/abort", "")).Status);
    }

    [Fact]
    public async Task Long_words_of_a_client_are_cut_in_the_answer()
    {
        var org = await Organization("bob");
        await Rule(org, "pushy_job_writers", "true", "web*");
        var reply = await Start(org, new string('x', 100_000), "web1");
        Assert.Equal(403, reply.Status);
        Assert.InRange(reply.Body.Length, 100, 400);
        reply = await Start(org, "true", new string('y', 100_000));
        Assert.Equal(403, reply.Status);
        Assert.InRange(reply.Body.Length, 100, 400);
    }

    [Fact]
    public async Task Fifty_thousand_nodes_are_checked_in_a_moment()
    {
        var org = await Organization("bob");
        await Rule(org, "pushy_job_writers", "/t.*/", "*.example.com");
        await Rule(org, "pushy_job_writers", "true", "web?????");
        var since = Stopwatch.GetTimestamp();
        var reply = await Start(org, "true", [.. Enumerable.Range(10_000, 50_000).Select(n => $"web{n}"), "db1"]);
        Assert.Equal(403, reply.Status);   // of 50,001 one is not allowed
        Assert.Contains("on node 'db1':", reply.Body, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Rules_are_added_listed_and_removed_by_commands()
    {
        await using var server = await TestServer.Start(sets: "pushy.sign-in.cache-for=0s");
        var alice = await server.User("alice", admin: true);
        Assert.Equal((0, ""), Done(await server.Command("group", "rule", "add", "acme", "admins", "/up.*/", "--nodes", "web*")));
        Assert.Equal((0, ""), Done(await server.Command("group", "rule", "add", "acme", "admins", "true")));
        var listed = (await server.Command("group", "rule", "list", "acme", "admins")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["/up.*/\tweb*", "true\t*"], listed.Select(line => line[13..]));

        Assert.Equal(403, (await alice.Post("/organizations/acme/pushy/jobs", Body("reboot", "web1"))).Status);
        foreach (var line in listed)
            Assert.Equal(0, (await server.Command("group", "rule", "remove", "acme", "admins", line[..12])).ExitCode);
        Assert.Equal(201, (await alice.Post("/organizations/acme/pushy/jobs", Body("reboot", "web1"))).Status);
        Assert.Equal("", (await server.Command("group", "rule", "list", "acme", "admins")).Output);
    }

    [Theory]
    [InlineData("'/(/' is not a regular expression", "/(/")]
    [InlineData("group 'admins' has this rule already", "uptime")]
    [InlineData("--env: '*' is not one", "true", "--env", "*")]
    [InlineData("--env: 'A-B' is not one; a variable has letters, digits and _", "true", "--env", "LANG,A-B")]
    [InlineData("--dir: '../x' is not one; a directory is an absolute path", "true", "--dir", "../x")]
    [InlineData("--user and --any-user contradict each other", "true", "--user", "bob", "--any-user")]
    [InlineData("--env and --any contradict each other", "true", "--env", "LANG", "--any")]
    public async Task A_rule_that_cannot_be_is_refused_with_what_is_allowed(string problem, params string[] rule)
    {
        var org = await jobs.Organization();
        await Rule(org, "admins", "uptime", "*");
        var run = await org.Server.Command(["group", "rule", "add", org.Name, "admins", .. rule]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_pattern_is_neither_empty_nor_too_long()
    {
        var org = await jobs.Organization();

        var tooLong = await org.Server.Command("group", "rule", "add", org.Name, "admins", "true", "--nodes", new string('w', 256));
        var empty = await org.Server.Command("group", "rule", "add", org.Name, "admins", "true", "--nodes", "");

        Assert.Equal((1, 2), (tooLong.ExitCode, empty.ExitCode));
        Assert.Contains("a node pattern has 1 to 255 characters", tooLong.Error, StringComparison.Ordinal);
        Assert.Contains("--nodes", empty.Error, StringComparison.Ordinal);
        Assert.Equal("", (await org.Server.Command("group", "rule", "list", org.Name, "admins")).Output);
    }

    [Fact]
    public async Task A_rule_for_one_command_is_one_for_nothing_that_could_turn_it_into_another()
    {
        var org = await Organization("bob");
        await Rule(org, "pushy_job_writers", "backup", "*");
        Assert.Equal(201, (await Start(org, "backup", "web1")).Status);
        Assert.Equal(Refused("to set 'TAR_OPTIONS', 'GIT_CONFIG_COUNT'"), Essence(await Bring(org, "backup", env: new() { ["TAR_OPTIONS"] = "x", ["GIT_CONFIG_COUNT"] = "1" })));
        Assert.Equal(Refused("to run in the directory '/home/bob'"), Essence(await Bring(org, "backup", dir: "/home/bob")));
        Assert.Equal(Refused("to run as 'root'"), Essence(await Bring(org, "backup", user: "root")));
        Assert.Equal(Refused("to bring a file"), Essence(await Bring(org, "backup", file: "raw:x")));
        Assert.Equal(Refused("to set 'BROWSER' or run in the directory '/tmp'"), Essence(await Bring(org, "backup", env: new() { ["BROWSER"] = "x" }, dir: "/tmp")));

        static (int, string) Refused(string what) =>
            (403, $$"""{"error":["User or client 'bob' has no right {{what}} with the command 'backup': no rule of group 'pushy_job_writers' allows it"]}""");
    }

    [Fact]
    public async Task A_rule_allows_what_its_options_list()
    {
        var org = await Organization("bob");
        await Rule(org, "pushy_job_writers", "backup", "*", "--env", "LANG,LC_*", "--dir", "/srv/app", "--dir", "/data/*", "--user", "deploy", "--file");
        await Rule(org, "pushy_job_writers", "all", "*", "--any");
        await Rule(org, "pushy_job_writers", "some", "*", "--any-env", "--any-user");
        Assert.Equal(201, (await Bring(org, "backup", new() { ["LC_ALL"] = "C" }, "/data/x", "deploy", "raw:x")).Status);
        Assert.Equal(403, (await Bring(org, "backup", new() { ["LANGUAGE"] = "C" })).Status);
        Assert.Equal(403, (await Bring(org, "backup", dir: "/data/../etc")).Status);
        Assert.Equal(201, (await Bring(org, "all", new() { ["TAR_OPTIONS"] = "x" }, "/tmp", "root", "raw:x")).Status);
        Assert.Equal(201, (await Bring(org, "some", new() { ["TAR_OPTIONS"] = "x" }, user: "root")).Status);
        Assert.Equal(403, (await Bring(org, "some", file: "raw:x")).Status);
        var listed = (await org.Server.Command("group", "rule", "list", org.Name, "pushy_job_writers")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["all\t*\tenv=* dir=* user=* file", "backup\t*\tenv=LANG,LC_* dir=/srv/app,/data/* user=deploy file", "some\t*\tenv=* user=*"],
            listed.Select(line => line[13..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_group_that_this_directory_does_not_have_gets_a_rule_and_a_note()
    {
        var org = await jobs.Organization();
        var run = await org.Server.Command("group", "rule", "add", org.Name, "chefs", "true");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("note: this server's own directory has no group 'chefs'", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await org.Server.Command("group", "rule", "remove", org.Name, "chefs", "000000000000")).ExitCode);
    }

    [Fact]
    public async Task The_longest_rule_counts_as_a_whole()
    {
        var org = await Organization("bob");
        var longest = new string('x', 999);
        await Rule(org, "pushy_job_writers", longest + "y", "web*");
        Assert.Equal(201, (await Start(org, longest + "y", "web1")).Status);
        Assert.Equal(403, (await Start(org, longest + "z", "web1")).Status);
    }

    [Fact]
    public async Task A_group_takes_a_hundred_rules()
    {
        var org = await jobs.Organization();
        var rules = new GroupRuleAdmin(org.Server.Services.GetRequiredService<Database>(), TimeProvider.System);
        for (var n = 0; n < 100; n++)
            Assert.Null(await rules.Add(org.Name, "admins", $"command{n}", "*", default));
        Assert.Contains("has 100 rules, which is the most", (await rules.Add(org.Name, "admins", "one more", "*", default))!.Text, StringComparison.Ordinal);
    }

    /// <summary>An organization whose writers are one user.</summary>
    private async Task<JobOrganization> Organization(string writer)
    {
        var org = await jobs.Organization();
        await org.Server.Made(org.Server.Admin.CreateGroup(org.Name, "pushy_job_writers", default));
        await org.Server.Made(org.Server.Admin.AddToGroup(org.Name, "pushy_job_writers", "user", writer, default));
        return org;
    }

    private static async Task Rule(JobOrganization org, string group, string command, string nodes, params string[] more) =>
        Assert.Equal(0, (await org.Server.Command(["group", "rule", "add", org.Name, group, command, "--nodes", nodes, .. more])).ExitCode);

    /// <summary>A job that brings something beside its command.</summary>
    private static Task<Reply> Bring(
        JobOrganization org, string command, Dictionary<string, string>? env = null, string? dir = null, string? user = null, string? file = null)
    {
        var body = new Dictionary<string, object> { ["command"] = command, ["nodes"] = new[] { "web1" } };
        foreach (var (name, value) in new (string, object?)[] { ("env", env), ("dir", dir), ("user", user), ("file", file) })
        {
            if (value is not null)
                body[name] = value;
        }

        return org.Bob.Post(org.Jobs, JsonSerializer.Serialize(body));
    }

    private static Task<Reply> Start(JobOrganization org, string command, params string[] nodes) => org.Bob.Post(org.Jobs, Body(command, nodes));

    private static string Body(string command, params string[] nodes) => JsonSerializer.Serialize(new { command, nodes });

    private static string Id(Reply started) => started.Header("Location")![^32..];

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);

    private static (int, string) Done(CommandRun run) => (run.ExitCode, run.Output);
}
