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
    [InlineData("a node pattern has 1 to 255 characters", "true", "--nodes", "")]
    [InlineData("group 'admins' has this rule already", "uptime")]
    public async Task A_rule_that_cannot_be_is_refused_with_what_is_allowed(string problem, params string[] rule)
    {
        var org = await jobs.Organization();
        await Rule(org, "admins", "uptime", "*");
        var run = await org.Server.Command(["group", "rule", "add", org.Name, "admins", .. rule]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
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

    private static async Task Rule(JobOrganization org, string group, string command, string nodes) =>
        Assert.Equal(0, (await org.Server.Command("group", "rule", "add", org.Name, group, command, "--nodes", nodes)).ExitCode);

    private static Task<Reply> Start(JobOrganization org, string command, params string[] nodes) => org.Bob.Post(org.Jobs, Body(command, nodes));

    private static string Body(string command, params string[] nodes) => JsonSerializer.Serialize(new { command, nodes });

    private static string Id(Reply started) => started.Header("Location")![^32..];

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);

    private static (int, string) Done(CommandRun run) => (run.ExitCode, run.Output);
}
