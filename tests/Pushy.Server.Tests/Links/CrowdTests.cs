using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;
using Pushy.Server.Links;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Links;

/// <summary>What one node's key can take of a host.</summary>
[Collection(LinkTests.Name)]
public sealed class CrowdTests(JobServer jobs)
{
    private static readonly NodeKey Web1 = new("0123456789abcdef0123456789abcdef", new NodeName("web1"));

    [Fact]
    public async Task A_node_that_opens_links_without_a_hello_has_only_the_newest_of_them_and_keeps_the_one_it_works_on()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var silent = new List<SimulatedAgent>();
        for (var i = 0; i < 12; i++)
            silent.Add(await SimulatedAgent.Dial(org.Server, org.Name, "web1"));

        foreach (var cut in silent.SkipLast(4))
            Assert.Null(await cut.Next());
        await silent[^1].Say(new AgentMessage.Heartbeat(AgentJobState.Idle, null));
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "the first frame must be a hello"), await silent[^1].Closed());
        var id = await org.Post("web1");
        Assert.Equal(id, await agent.Start());
        await agent.End(new AgentMessage.Succeeded(id));
        foreach (var one in silent)
            await one.DisposeAsync();
    }

    [Fact]
    public void Links_that_said_hello_are_not_cut_for_those_that_did_not()
    {
        var register = new LinkRegister(2);
        var cut = new List<string>();
        var present = register.Open(Web1, () => cut.Add("present"));
        Assert.True(present.Talks());
        foreach (var name in new[] { "a", "b", "c", "d" })
            register.Open(Web1, () => cut.Add(name));
        Assert.Equal(["a", "b"], cut);
        Assert.Equal(3, register.Count);
    }

    [Fact]
    public void The_link_that_the_node_has_is_not_cut_for_clones_that_say_hello()
    {
        var register = new LinkRegister(2);
        var cut = new List<string>();
        var present = register.Open(Web1, () => cut.Add("present"));
        Assert.True(present.Talks() && present.IsTaken());
        foreach (var name in new[] { "a", "b", "c", "d" })
            Assert.True(register.Open(Web1, () => cut.Add(name)).Talks());
        Assert.Equal(["a", "b"], cut);
    }

    [Fact]
    public void Of_links_that_said_hello_the_last_two_stay()
    {
        var register = new LinkRegister(2);
        var cut = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            var number = i;
            Assert.True(register.Open(Web1, () => cut.Add(number)).Talks());
        }

        Assert.Equal([0, 1], cut);
    }

    [Fact]
    public void A_link_that_was_cut_cannot_say_hello_any_more_and_nothing_is_left_of_one_that_ended()
    {
        var register = new LinkRegister(1);
        using (var first = register.Open(Web1, () => { }))
        using (register.Open(Web1, () => { }))
            Assert.False(first.Talks());
        Assert.Equal(0, register.Count);
    }

    [Fact]
    public async Task Before_the_hello_a_frame_has_at_most_five_kibibytes()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await SimulatedAgent.Dial(org.Server, org.Name, "web1");
        await agent.Say("""{"type":"hello"}""".PadRight(LinkHandshake.MaxFrameBytes + 1));
        Assert.Equal((WebSocketCloseStatus.MessageTooBig, "a frame may have at most 5120 bytes"), await agent.Closed());
    }

    [Fact]
    public async Task A_frame_that_does_not_end_closes_its_link()
    {
        await using var server = await TestServer.Start(services: all => all.AddSingleton<TimeProvider>(new HastyTime()), sets: ["pushy.link.hello-timeout=60s", "pushy.link.frame-timeout=20s"]);
        await server.Node("web1");
        await using var agent = await SimulatedAgent.Connect(server, "acme", "web1");
        await agent.SayPart("{");
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "a frame did not end within 20 s"), await agent.Closed());
    }
}
