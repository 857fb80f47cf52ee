using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Nodes;

/// <summary><c>GET …/node_states[/NODE]</c>, rest-api.md §8.</summary>
[Collection(LinkTests.Name)]
public sealed class NodeStateTests(JobServer jobs)
{
    [Fact]
    public async Task Connected_nodes_are_listed_by_name_and_only_the_organizations_own()
    {
        var (org, other) = (await jobs.Organization("b", "a", "B", "c"), await jobs.Organization("z"));
        await using var b = await org.Agent("b");
        await using var a = await org.Agent("a");
        await using var upper = await org.Agent("B");
        await using var z = await other.Agent("z");
        Assert.Equal(
            """[{"node_name":"B","availability":"available"},{"node_name":"a","availability":"available"},{"node_name":"b","availability":"available"}]""",
            (await org.Get("node_states")).GetRawText());
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_offline_and_not_listed()
    {
        var org = await jobs.Organization("web1");
        const string Offline = """{"node_name":"web1","status":"offline","availability":"unavailable"}""";
        Assert.Equal(Offline, (await org.Get("node_states/web1")).GetRawText());   // never seen
        await using var agent = await org.Agent("web1");
        Assert.Equal("""{"node_name":"web1","status":"online","availability":"available"}""", (await org.Get("node_states/web1")).GetRawText());
        await agent.Stop();
        await org.Availability("web1", "unavailable");
        Assert.Equal(Offline, (await org.Get("node_states/web1", seed: true)).GetRawText());
        Assert.Equal("[]", (await org.Get("node_states", seed: true)).GetRawText());
    }

    [Fact]
    public async Task A_busy_node_is_available_and_one_being_reset_is_not_until_it_answers()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await Both("available");

        await org.Alice.Post($"{org.Jobs}/{id}/abort", "");
        await Both("unavailable");
        await org.Post("web1");
        Assert.Equal(id, (await agent.Hear<ServerMessage.Abort>()).JobId);
        Assert.Equal(id, (await agent.Hear<ServerMessage.Abort>()).JobId);   // it is told again until it answers
        await Both("unavailable");

        await agent.Say(new AgentMessage.Aborted(id));
        await Both("available");

        async Task Both(string availability)
        {
            await Eventually.See(() => org.Get("node_states/web1"), state => state.GetRawText() == $$"""{"node_name":"web1","status":"online","availability":"{{availability}}"}""");
            Assert.Equal($$"""[{"node_name":"web1","availability":"{{availability}}"}]""", (await org.Get("node_states")).GetRawText());
        }
    }

    [Fact]
    public async Task A_job_cannot_use_a_node_that_is_being_reset()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await org.Alice.Post($"{org.Jobs}/{id}/abort", "");
        await org.Availability("web1", "unavailable");
        var next = await org.Post("web1");
        await org.Job(next, "quorum_failed");
        Assert.Equal("resetting", (await org.Get($"jobs/{next}/nodes")).GetProperty("nodes")[0].GetProperty("reason").GetString());
    }
}
