using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Links;

/// <summary>How links end, other than by what the agent says.</summary>
[Collection(LinkTests.Name)]
public sealed class LinkEndTests(JobServer jobs)
{
    [Fact]
    public async Task A_second_link_of_a_node_closes_the_first()
    {
        var org = await jobs.Organization("web1");
        await using var first = await org.Agent("web1");
        await using var second = await SimulatedAgent.Connect(org.Server, org.Name, "web1");
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "replaced by a newer connection of this node"), await first.Closed());
        var id = await org.Post("web1");
        Assert.Equal(id, await second.Start());
        await second.End(new AgentMessage.Succeeded(id));
    }

    [Fact]
    public async Task One_link_more_than_allowed_is_503_until_another_ends()
    {
        await using var server = await TestServer.Start(sets: "pushy.link.max-links=1");
        await server.Node("web1");
        await server.Node("web2");
        await using var first = await SimulatedAgent.Dial(server, "acme", "web1");
        Assert.Equal(503, await SimulatedAgent.Refusal(server, "acme", "web2"));
        await first.Stop();
        await Eventually.See(async () =>
        {
            try
            {
                await using var second = await SimulatedAgent.Dial(server, "acme", "web2");
                return true;
            }
            catch (WebSocketException)
            {
                return false;
            }
        }, connected => connected);
    }

    [Fact]
    public async Task A_server_that_stops_says_so_to_its_agents()
    {
        var server = await TestServer.Start();
        await server.Node("web1");
        await using var agent = await SimulatedAgent.Connect(server, "acme", "web1");
        var closed = agent.Closed();
        await server.DisposeAsync();
        Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "the server is stopping"), await closed);
        await Assert.ThrowsAnyAsync<Exception>(() => SimulatedAgent.Dial(server, "acme", "web1"));
    }

    [Fact]
    public async Task An_agent_that_does_not_read_is_cut_off_when_its_outbox_is_full()
    {
        await using var server = await TestServer.Start(
            services: all => all.AddSingleton<TimeProvider>(new HastyTime()), sets: ["pushy.link.outbox-frames=16", "pushy.link.hello-timeout=60s"]);
        var alice = await server.User("alice", admin: true);
        await server.Node("web1");
        await using var stuck = await SimulatedAgent.Connect(server, "acme", "web1");
        await Eventually.See(Status, status => status.GetProperty("node_fsm_count").GetInt32() == 1);

        // What the kernel and Kestrel buffer comes first, so the commits are large.
        var body = JsonSerializer.Serialize(new { command = new string('x', 900_000), nodes = new[] { "web1" } });
        var posted = 0;
        while ((await Status()).GetProperty("node_fsm_count").GetInt32() == 1)
        {
            Assert.InRange(++posted, 1, 100);
            Assert.Equal(201, (await alice.Post("/organizations/acme/pushy/jobs", body)).Status);
        }

        Assert.InRange(posted, 16, 100);
        await Eventually.See(() => stuck.IsOver(), over => over);   // the connection goes too, though the agent never answers

        async Task<JsonElement> Status() => JsonDocument.Parse((await SignedClient.Send(server.Address, "GET", "/pushy/_status", null)).Body).RootElement;
    }
}
