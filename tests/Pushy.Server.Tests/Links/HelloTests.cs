using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Links;

/// <summary>The first frame of a link.</summary>
[Collection(LinkTests.Name)]
public sealed class HelloTests(JobServer jobs)
{
    private const string NeedsIncarnation = "hello needs an incarnation_id of 1 to 64 characters";
    private const string OtherNode = "hello names another node than the one that signed in";
    private const string NotHello = "the first frame must be a hello";
    private const string NoMessage = "a frame is no message of the agent link";
    private const string Sixteen = "0123456789abcdef";

    [Theory]
    [InlineData("""{"type":"hello","node":"web1"}""", NeedsIncarnation)]
    [InlineData("""{"type":"hello","node":"web1","incarnation_id":null}""", NeedsIncarnation)]
    [InlineData("""{"type":"hello","node":"web1","incarnation_id":""}""", NeedsIncarnation)]
    [InlineData("{\"type\":\"hello\",\"node\":\"web1\",\"incarnation_id\":\"" + Sixteen + Sixteen + Sixteen + Sixteen + "x\"}", NeedsIncarnation)]
    [InlineData("""{"type":"hello","node":"web2","incarnation_id":"i"}""", OtherNode)]
    [InlineData("""{"type":"hello","node":"WEB1","incarnation_id":"i"}""", OtherNode)]
    [InlineData("""{"type":"hello","incarnation_id":"i"}""", OtherNode)]
    [InlineData("""{"type":"heartbeat","job_state":"idle"}""", NotHello)]
    [InlineData("""{"type":"succeeded","job_id":"00000000000000000000000000000000"}""", NotHello)]
    public async Task What_is_no_good_hello_closes_the_link(string frame, string reason) =>
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, reason), await Closed(frame));

    [Theory]
    [InlineData("""{"type":"hello","node":"web1","incarnation_id":5}""")]
    [InlineData("""{"type":"hello","node":"web1","incarnation_id":"i","outcomes":"all"}""")]
    [InlineData("""{"type":"goodbye"}""")]
    [InlineData("hello")]
    public async Task What_is_no_message_closes_the_link(string frame) =>
        Assert.Equal((WebSocketCloseStatus.InvalidPayloadData, NoMessage), await Closed(frame));

    [Theory]
    [InlineData("""{"type":"hello","node":"web1","incarnation_id":"i","outcomes":null,"version":null,"job_id":null,"more":[1]}""")]
    [InlineData("""{"incarnation_id":"i","outcomes":[null,""],"node":"web1","type":"hello"}""")]
    [InlineData("{\"type\":\"hello\",\"node\":\"web1\",\"incarnation_id\":\"" + Sixteen + Sixteen + Sixteen + Sixteen + "\"}")]
    [InlineData("""{"type":"hello","node":"web1","incarnation_id":"i","job_id":"no id","job_state":"running"}""")]
    public async Task A_hello_may_leave_out_or_add_what_does_not_matter(string frame)
    {
        var org = await jobs.Organization("web1");
        await using var agent = await SimulatedAgent.DialUnproven(org.Server, org.Name, "web1");
        await agent.Say(frame);
        await org.Availability("web1", "available");
        var id = await org.Post("web1");
        Assert.Equal(id, await agent.Start());
        await agent.End(new AgentMessage.Succeeded(id));
    }

    [Fact]
    public async Task A_link_on_which_no_hello_comes_is_closed_after_ten_seconds()
    {
        await using var server = await TestServer.Start(services: all => all.AddSingleton<TimeProvider>(new HastyTime()));
        await server.Node("web1");
        await using var agent = await SimulatedAgent.DialUnproven(server, "acme", "web1");
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "no hello came within 10 s"), await agent.Closed());
    }

    private async Task<(WebSocketCloseStatus?, string?)> Closed(string frame)
    {
        var org = await jobs.Organization("web1");
        await using var agent = await SimulatedAgent.DialUnproven(org.Server, org.Name, "web1");
        await agent.Say(frame);
        var closed = await agent.Closed();
        Assert.Equal("[]", (await org.Get("node_states")).GetRawText());
        return closed;
    }
}
