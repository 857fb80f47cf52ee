using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Agents;
using Pushy.Server.Nodes;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Nodes;

/// <summary><c>GET …/nodes[/NODE]</c>.</summary>
[Collection(LinkTests.Name)]
public sealed class NodeListTests(JobServer jobs)
{
    [Fact]
    public async Task All_nodes_are_listed_with_what_they_are_and_API_clients_are_not()
    {
        var org = await jobs.Organization("busy", "idle", "left", "never");
        await jobs.Server.Made(jobs.Server.Admin.CreateClient(org.Name, "program", TestKeys.MinePublic, false, default));
        await using var busy = await org.Agent("busy");
        await using var idle = await org.Agent("idle");
        await using (var left = await org.Agent("left"))
            await left.Stop();
        var id = await org.Post("busy");
        await busy.Start();

        var list = await Nodes(org, "", all => all.GetProperty("counts").GetRawText() == """{"available":1,"busy":1,"rehabilitating":0,"offline":1,"never_seen":1}""");

        Assert.Equal(
            ["busy online busy " + id, "idle online available ", "left offline unavailable ", "never never_seen unavailable "],
            list.GetProperty("nodes").EnumerateArray().Select(Words));
        var of = list.GetProperty("nodes").EnumerateArray().ToDictionary(node => node.GetProperty("name").GetString()!);
        Assert.False(of["never"].TryGetProperty("last_seen", out _));
        Assert.InRange(of["left"].GetProperty("last_seen").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        Assert.True(of["idle"].GetProperty("last_seen").GetDateTimeOffset() >= of["idle"].GetProperty("since").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_client_that_connects_is_a_node_from_then_on()
    {
        var org = await jobs.Organization();
        await jobs.Server.Made(jobs.Server.Admin.CreateClient(org.Name, "program", TestKeys.MinePublic, false, default));
        await using (var agent = await org.Agent("program"))
            await agent.Stop();

        await Nodes(org, "", list => list.GetProperty("nodes").EnumerateArray().Select(Words).SequenceEqual(["program offline unavailable "]));
    }

    [Fact]
    public async Task Pages_are_by_name_and_counts_are_of_all_that_fit()
    {
        var org = await jobs.Organization("db1", "web2", "web1", "web3", "Web4");
        await using var agent = await org.Agent("web2");

        var first = await Nodes(org, "?match=web*&limit=2", list => true);
        var second = await Nodes(org, $"?match=web*&limit=2&cursor={first.GetProperty("next").GetString()}", list => true);

        Assert.Equal(["web1", "web2"], Names(first));
        Assert.Equal(["web3"], Names(second));
        Assert.False(second.TryGetProperty("next", out _));
        Assert.Equal("""{"available":1,"busy":0,"rehabilitating":0,"offline":0,"never_seen":2}""", second.GetProperty("counts").GetRawText());
        Assert.Equal(["web2"], Names(await Nodes(org, "?state=available", list => true)));
        Assert.Equal(["web2"], Names(await Nodes(org, "?state=online", list => true)));
        Assert.Equal(["Web4", "db1", "web1", "web3"], Names(await Nodes(org, "?state=never_seen", list => true)));
    }

    [Theory]
    [InlineData("?limit=0", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("?limit=1001", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("?state=well", "'state' is not a node's state; allowed are online, offline, never_seen, available, busy, rehabilitating")]
    [InlineData("?match=a%0Ab", "'match': a node pattern has 1 to 255 characters, none of them a control character; '*' stands for any characters, '?' for one")]
    [InlineData("?color=red", "'color' is not a parameter of this list; allowed are match, state, limit, cursor")]
    [InlineData("?limit=1&limit=2", "'limit' is given more than once; allowed is one value")]
    [InlineData("/web1?jobs=51", "'jobs' is not a number of jobs; allowed is 0 to 50")]
    public async Task What_cannot_be_asked_is_named(string query, string problem)
    {
        var org = await jobs.Organization("web1");
        var reply = await org.Alice.Get(org.Path("nodes" + query));
        Assert.Equal((400, problem), (reply.Status, JsonDocument.Parse(reply.Body).RootElement.GetProperty("error")[0].GetString()));
    }

    [Fact]
    public async Task Nodes_are_for_those_who_may_read_jobs()
    {
        var org = await jobs.Organization("web1");
        await jobs.Server.Made(jobs.Server.Admin.CreateGroup(org.Name, "pushy_job_readers", default));   // from then on only its members
        Assert.Equal(403, (await org.Bob.Get(org.Path("nodes"))).Status);
        Assert.Equal(403, (await org.Bob.Get(org.Path("nodes/web1"))).Status);
    }

    [Fact]
    public async Task A_nodes_link_is_told_and_how_it_ended()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await SimulatedAgent.Dial(org.Server, org.Name, "web1");
        await agent.Say(new AgentMessage.Hello("web1", "i", "1.2.3\e[2J") { Platform = "linux-x64" });

        var link = (await Node(org, "web1", node => node.TryGetProperty("link", out _))).GetProperty("link");
        Assert.Equal(("127.0.0.1", "1.2.3??2J", "linux-x64"), (link.GetProperty("remote").GetString(), link.GetProperty("version").GetString(), link.GetProperty("platform").GetString()));
        Assert.InRange(link.GetProperty("clock_skew").GetInt32(), -30, 1);
        Assert.False(link.TryGetProperty("ended_at", out _));

        await agent.Stop();
        var after = await Node(org, "web1", node => node.GetProperty("link").TryGetProperty("end", out _));
        Assert.Equal("agent_stopped", after.GetProperty("link").GetProperty("end").GetString());
        Assert.Equal("offline", after.GetProperty("node").GetProperty("presence").GetString());
        Assert.Equal(after.GetProperty("link").GetProperty("ended_at").GetString(), after.GetProperty("node").GetProperty("last_seen").GetString());
        Assert.Contains(Findings(after), finding => finding.StartsWith("problem It is not connected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_that_an_agent_could_not_read_anew_are_told_until_it_could()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await SimulatedAgent.Dial(org.Server, org.Name, "web1");
        await agent.Say(new AgentMessage.Hello("web1", "i", "1.2.3") { SettingsFault = "whitelist /w: key \"a\"\n: is wrong." });
        const string words = "problem Its agent was told to read its settings and whitelist anew, and could not, so it goes on with the last good ones: ";
        await Node(org, "web1", node => Findings(node).Contains(words + "whitelist /w: key \"a\"?: is wrong."));

        await agent.Say(new AgentMessage.Heartbeat(AgentJobState.Idle, null) { SettingsFault = "config /c: is wrong" });
        await Node(org, "web1", node => Findings(node).Contains(words + "config /c: is wrong."));

        await agent.Say(new AgentMessage.Heartbeat(AgentJobState.Idle, null));
        await Node(org, "web1", node => !Findings(node).Any(finding => finding.StartsWith("problem", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_node_with_another_key_is_told_as_refused_and_a_good_sign_in_makes_up_for_it()
    {
        var org = await jobs.Organization("web1");
        Assert.Equal(401, (await new SignedClient(org.Server.Address, "web1", TestKeys.Other).Get(org.Path("link/web1"))).Status);

        var node = await Node(org, "web1", seen => seen.TryGetProperty("last_refusal", out _));
        Assert.Equal(("bad_signature", "127.0.0.1"), (node.GetProperty("last_refusal").GetProperty("why").GetString(), node.GetProperty("last_refusal").GetProperty("remote").GetString()));
        Assert.Contains(Findings(node), finding => finding.EndsWith("it signed with a key that is not the node's.", StringComparison.Ordinal));

        await using var agent = await org.Agent("web1");
        node = await Node(org, "web1", seen => seen.TryGetProperty("link", out _));
        Assert.DoesNotContain(Findings(node), finding => finding.StartsWith("problem", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_is_off_is_told_with_by_how_much()
    {
        var org = await jobs.Organization("web1");
        var late = new SignedClient(org.Server.Address, "web1", TestKeys.Mine) { At = DateTimeOffset.UtcNow.AddMinutes(-20) };
        Assert.Equal(401, (await late.Get(org.Path("link/web1"))).Status);

        var refusal = (await Node(org, "web1", seen => seen.TryGetProperty("last_refusal", out _))).GetProperty("last_refusal");
        Assert.Equal("clock", refusal.GetProperty("why").GetString());
        Assert.InRange(refusal.GetProperty("clock_skew").GetInt32(), -1230, -1199);
    }

    [Fact]
    public async Task A_name_that_nobody_has_gets_an_answer_too()
    {
        var org = await jobs.Organization();
        Assert.Equal(401, await SimulatedAgent.Refusal(org.Server, org.Name, "ghost"));

        var node = await Node(org, "ghost", seen => seen.TryGetProperty("last_refusal", out _));

        Assert.Equal(("never_seen", false), (node.GetProperty("node").GetProperty("presence").GetString(), node.GetProperty("joined").GetBoolean()));
        Assert.False(node.TryGetProperty("keys", out _));
        Assert.Contains("problem Nobody of this name has joined.", Findings(node));
        Assert.Empty(Names(await Nodes(org, "", list => true)));
    }

    [Fact]
    public async Task Its_last_jobs_are_there_newest_first()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var first = await org.Post("web1");
        await agent.End(new AgentMessage.Failed(await agent.Start()) { ExitStatus = 3 });
        await org.Job(first, "complete");
        var second = await org.Post("web1");
        await agent.Start();

        var node = await Node(org, "web1", seen => seen.GetProperty("jobs").GetArrayLength() == 2);

        Assert.Equal([second, first], node.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString()));
        Assert.Equal(3, node.GetProperty("jobs")[1].GetProperty("part").GetProperty("exit_status").GetInt32());
        Assert.Contains(Findings(node), finding => finding.StartsWith($"ok It is in job {second}", StringComparison.Ordinal));
        Assert.Contains(Findings(node), finding => finding.EndsWith("failed. The command ended with exit code 3.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_node_leaves_nothing()
    {
        var org = await jobs.Organization("web1");
        await using (var agent = await org.Agent("web1"))
            await agent.Stop();
        await Node(org, "web1", seen => seen.TryGetProperty("link", out var link) && link.TryGetProperty("end", out _));
        await jobs.Server.Made(jobs.Server.Services.GetRequiredService<Server.Directories.DirectoryRemoval>().DeleteClient(org.Name, "web1", default));

        await Nodes(org, "", list => list.GetProperty("nodes").GetArrayLength() == 0);
        Assert.False((await org.Get("nodes/web1")).TryGetProperty("link", out _));
    }

    private static async Task<JsonElement> Nodes(JobOrganization org, string query, Func<JsonElement, bool> suffices)
    {
        await org.Server.Services.GetRequiredService<NodeSightings>().Flush(default);
        return await Eventually.See(() => org.Get("nodes" + query), suffices);
    }

    private static async Task<JsonElement> Node(JobOrganization org, string node, Func<JsonElement, bool> suffices) =>
        await Eventually.See(
            async () =>
            {
                await org.Server.Services.GetRequiredService<NodeSightings>().Flush(default);
                return await org.Get($"nodes/{node}");
            },
            suffices);

    private static IEnumerable<string> Names(JsonElement list) => list.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()!);

    private static IEnumerable<string> Findings(JsonElement node) =>
        node.GetProperty("findings").EnumerateArray().Select(finding => $"{finding.GetProperty("level").GetString()} {finding.GetProperty("text").GetString()}");

    private static string Words(JsonElement node) =>
        $"{node.GetProperty("name")} {node.GetProperty("presence")} {node.GetProperty("availability")} {(node.TryGetProperty("job", out var job) ? job.GetString() : "")}";
}
