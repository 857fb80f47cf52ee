using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Links;

/// <summary>Agents of before, which prove nothing beyond their signed request.</summary>
[Collection(LinkTests.Name)]
public sealed class UnprovenLinkTests(JobServer jobs)
{
    [Fact]
    public async Task From_this_machine_they_work_as_ever()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await SimulatedAgent.DialUnproven(org.Server, org.Name, "web1");
        await agent.Say(new AgentMessage.Hello("web1", "i", "0.1"));
        await org.Availability("web1", "available");
        var id = await org.Post("web1");
        Assert.Equal(id, await agent.Start());
        await agent.End(new AgentMessage.Succeeded(id));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("Via", "1.1 proxy")]
    public async Task From_behind_a_proxy_they_are_refused(string header, string value)
    {
        var org = await jobs.Organization("web1");
        Assert.Equal(403, await SimulatedAgent.Refusal(() => Open(org.Server, org.Name, Headers(org.Name).Append(new KeyValuePair<string, string>(header, value)))));
        Assert.Equal("[]", (await org.Get("node_states")).GetRawText());
    }

    [Fact]
    public async Task A_signed_request_opens_one_link_and_not_another()
    {
        var org = await jobs.Organization("web1");
        var headers = Headers(org.Name);
        await using var agent = await Open(org.Server, org.Name, headers);
        Assert.Equal(429, await SimulatedAgent.Refusal(() => Open(org.Server, org.Name, headers)));
    }

    [Fact]
    public async Task A_server_that_wants_none_refuses_them_with_words_and_takes_those_that_prove_themselves()
    {
        await using var server = await TestServer.Start(sets: "pushy.link.unproven=never");
        await server.Node("web1");
        Assert.Equal(403, await SimulatedAgent.Refusal(() => SimulatedAgent.DialUnproven(server, "acme", "web1")));
        await using var agent = await SimulatedAgent.Connect(server, "acme", "web1");
        await Eventually.See(() => server.Command("doctor"), run => run.Output.Contains("no node's last link was one without proof", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_names_their_nodes()
    {
        await using var server = await TestServer.Start();
        await server.Node("web1");
        await using var agent = await SimulatedAgent.DialUnproven(server, "acme", "web1");
        await agent.Say(new AgentMessage.Hello("web1", "i", "0.1"));
        await Eventually.See(() => server.Command("doctor"), run => run.Output.Contains("1 node linked without proof: acme/web1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_servers_key_can_be_printed_and_stays_the_same()
    {
        await using var server = await TestServer.Start();
        var printed = await server.Command("server-key");
        Assert.True(ServerKey.TryRead(printed.Output, out var key, out var problem), problem);
        Assert.Contains(key.Fingerprint, printed.Error, StringComparison.Ordinal);
        await server.Node("web1");
        await server.Restart();
        var handshake = SimulatedAgent.Handshake("acme", "web1", TestKeys.Mine);
        await using var agent = await SimulatedAgent.Open(server.Address, handshake.Path, handshake.Headers("/" + handshake.Path, DateTimeOffset.UtcNow));
        Assert.True(handshake.IsFrom(await agent.Hear<ServerMessage.Challenge>(), key));
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Headers(string organization) =>
        RequestSigning.Sign(TestKeys.Mine, SigningVersion.V13, "web1", "GET", $"/organizations/{organization}/pushy/link/web1", [], DateTimeOffset.UtcNow);

    private static Task<SimulatedAgent> Open(TestServer server, string organization, IEnumerable<KeyValuePair<string, string>> headers) =>
        SimulatedAgent.Open(server.Address, $"organizations/{organization}/pushy/link/web1", headers);
}
