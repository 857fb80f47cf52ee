using System.Text.Json;
using Pushy.Contracts.Agents;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>GET …/jobs/ID/nodes</c>: pages, and the answer to "why not?".</summary>
[Collection(JobTests.Name)]
public sealed class JobNodesTests(JobServer jobs)
{
    [Fact]
    public async Task Pages_follow_each_other_in_request_order()
    {
        var org = await jobs.Organization();
        string[] nodes = [.. Enumerable.Range(0, 25).Select(n => $"n{24 - n}")];
        var id = await org.Post(nodes);
        var (seen, sizes, cursor) = (new List<string?>(), new List<int>(), (string?)"");
        while (cursor is not null)
        {
            var page = await org.Get($"jobs/{id}/nodes?limit=10&cursor={cursor}");
            seen.AddRange(Names(page));
            sizes.Add(page.GetProperty("nodes").GetArrayLength());
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        Assert.Equal(nodes, seen);
        Assert.Equal([10, 10, 5], sizes);
    }

    [Fact]
    public async Task A_page_has_a_thousand_nodes_unless_less_is_asked_for()
    {
        var org = await jobs.Organization();
        var id = await org.Post([.. Enumerable.Range(0, 1001).Select(n => $"n{n}")]);
        var page = await org.Get($"jobs/{id}/nodes");
        Assert.Equal((1000, "1000"), (page.GetProperty("nodes").GetArrayLength(), page.GetProperty("next").GetString()));
        Assert.Equal(["n1000"], Names(await org.Get($"jobs/{id}/nodes?cursor=1000")));
        Assert.Equal("""{"nodes":[]}""", (await org.Get($"jobs/{id}/nodes?cursor=2000000000&limit=1000")).GetRawText());
    }

    [Theory]
    [InlineData("limit=0", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=1001", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=-1", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=ten", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=1.0", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=%205", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=5&limit=6", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=99999999999999999999", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("cursor=-1", "'cursor' is not one that this server gave; leave it out for the first page")]
    [InlineData("cursor=x", "'cursor' is not one that this server gave; leave it out for the first page")]
    [InlineData("cursor=4294967296", "'cursor' is not one that this server gave; leave it out for the first page")]
    public async Task A_bad_page_is_400_and_names_the_field(string query, string error)
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Get($"{org.Jobs}/{await org.Post("web1")}/nodes?{query}");
        Assert.Equal((400, error), (reply.Status, JsonDocument.Parse(reply.Body).RootElement.GetProperty("error")[0].GetString()));
    }

    [Fact]
    public async Task Each_node_says_how_its_part_ended_and_why()
    {
        string[] nodes = ["good", "bad", "killed", "refusing", "broken", "missing", "left"];
        var org = await jobs.Organization(nodes);
        var agents = new Dictionary<string, Links.SimulatedAgent>();
        foreach (var node in nodes.Except(["missing"]))
            agents[node] = await org.Agent(node);
        var id = await org.Post(new { command = "true", nodes, quorum = 1 });
        await agents["refusing"].Hear<ServerMessage.Commit>();
        await agents["refusing"].Say(new AgentMessage.NackCommit(id) { Reason = "not_whitelisted", Detail = "only 'true'." });
        await Task.WhenAll(agents.Where(one => one.Key is not "refusing").Select(one => one.Value.Start()));
        await org.Job(id, "running", 5);
        var running = (await org.Get($"jobs/{id}/nodes?limit=1")).GetProperty("nodes")[0];
        Assert.Equal(["node", "started_at", "state"], running.EnumerateObject().Select(one => one.Name).Order());

        var (start, end) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1.5));
        await agents["good"].End(new AgentMessage.Succeeded(id) { StartedAt = start, EndedAt = end });
        await agents["bad"].End(new AgentMessage.Failed(id) { ExitStatus = 3, StartedAt = start, EndedAt = end });
        await agents["killed"].End(new AgentMessage.Failed(id) { Signal = 9, StartedAt = start, EndedAt = end });
        await agents["broken"].End(new AgentMessage.Failed(id) { Detail = "no such program" });
        await agents["left"].Stop();
        await org.Job(id, "complete");
        await Check();
        await org.Gone(id);
        await Check();
        foreach (var agent in agents.Values)
            await agent.DisposeAsync();

        async Task Check()
        {
            var page = (await org.Get($"jobs/{id}/nodes", seed: true)).GetProperty("nodes").EnumerateArray().ToDictionary(one => one.GetProperty("node").GetString()!);
            Assert.Equal(nodes, page.Keys);
            Assert.Equal(("succeeded", "succeeded", 0, null), Essence(page["good"]));
            Assert.Equal(("failed", "exit_status", 3, null), Essence(page["bad"]));
            Assert.Equal(("failed", "killed_by_signal", null, 9), Essence(page["killed"]));
            Assert.Equal(("failed", "failed", null, null), Essence(page["broken"]));
            Assert.Equal(("nacked", "not_whitelisted", null, null), Essence(page["refusing"]));
            Assert.Equal(("unavailable", "never_seen", null, null), Essence(page["missing"]));
            Assert.Equal(("crashed", "agent_stopped", null, null), Essence(page["left"]));

            Assert.Equal("The node refused the job: its whitelist does not have this command (only 'true').", Text(page["refusing"], "detail"));
            Assert.Equal("The command ended with exit code 3.", Text(page["bad"], "detail"));
            Assert.Equal("The command was ended by signal 9.", Text(page["killed"], "detail"));
            Assert.Equal(start, page["good"].GetProperty("started_at").GetDateTimeOffset());
            Assert.Equal(end, page["good"].GetProperty("ended_at").GetDateTimeOffset());
            Assert.False(page["refusing"].TryGetProperty("started_at", out _));
        }
    }

    private static (string?, string?, int?, int?) Essence(JsonElement node) =>
        (Text(node, "state"), Text(node, "reason"), Number(node, "exit_status"), Number(node, "signal"));

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    private static IEnumerable<string?> Names(JsonElement page) => page.GetProperty("nodes").EnumerateArray().Select(one => one.GetProperty("node").GetString());
}
