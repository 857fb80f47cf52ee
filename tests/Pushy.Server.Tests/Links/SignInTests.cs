using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Links;

/// <summary>Who may open a link.</summary>
[Collection(LinkTests.Name)]
public sealed class SignInTests(JobServer jobs)
{
    [Theory]
    [InlineData("web2")]
    [InlineData("alice")]
    public async Task Only_a_node_itself_may_open_its_link(string who)
    {
        var org = await jobs.Organization("web1", "web2");
        var reply = await org.Server.As(who).Get(org.Path("link/web1"));
        Assert.Equal((403, """{"error":["Client and node name must match"]}"""), (reply.Status, reply.Body));
    }

    [Fact]
    public async Task A_user_is_no_node_though_the_names_match()
    {
        var org = await jobs.Organization();
        Assert.Equal(403, (await org.Alice.Get(org.Path("link/alice"))).Status);
        Assert.Equal(403, await SimulatedAgent.Refusal(org.Server, org.Name, "alice"));
    }

    [Fact]
    public async Task A_link_needs_a_good_signature()
    {
        var org = await jobs.Organization("web1");
        Assert.Equal(401, (await new SignedClient(org.Server.Address, "web1", TestKeys.Other).Get(org.Path("link/web1"))).Status);
        Assert.Equal(401, await SimulatedAgent.Refusal(org.Server, org.Name, "web9"));
        Assert.Equal(404, await SimulatedAgent.Refusal(org.Server, "bogus", "web1"));
    }

    [Fact]
    public async Task Without_an_upgrade_it_is_426()
    {
        var org = await jobs.Organization("web1");
        var reply = await org.Server.As("web1").Get(org.Path("link/web1"));
        Assert.Equal((426, """{"error":["this is where agents connect by WebSocket"]}""", "websocket"), (reply.Status, reply.Body, reply.Header("Upgrade")));
    }
}
