using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Links;

/// <summary>Who has only recorded an agent's request gets nothing by it, from wherever it is sent.</summary>
[Collection(LinkTests.Name)]
public sealed class RecordedHeadersTests(JobServer jobs)
{
    private const string NoProof = "the hello does not prove that who opened the link has the node's key";

    [Fact]
    public async Task The_link_that_they_open_ends_before_its_hello_is_taken_and_the_nodes_own_is_not_disturbed()
    {
        var org = await jobs.Organization("web1");
        var (handshake, headers) = Record(org, "web1");
        await using var agent = await org.Agent("web1");

        foreach (var proof in new byte[]?[] { null, [], new byte[256], OfAnotherKey(org, handshake) })
        {
            await using var thief = await Replay(org, handshake, headers);
            await thief.Hear<ServerMessage.Challenge>();
            await thief.Say(AgentLinkJson.Write(new AgentMessage.Hello("web1", "thief", "test") { Proof = proof }));
            Assert.Equal((WebSocketCloseStatus.PolicyViolation, NoProof), await thief.Closed());
        }

        var id = await org.Post("web1");
        Assert.Equal(id, await agent.Start());
        await agent.End(new AgentMessage.Succeeded(id));
    }

    [Fact]
    public async Task A_proof_counts_on_its_own_link_alone()
    {
        var org = await jobs.Organization("web1");
        var (handshake, headers) = Record(org, "web1");
        await using var first = await Replay(org, handshake, headers);
        var proof = handshake.Prove(await first.Hear<ServerMessage.Challenge>());
        await using var second = await Replay(org, handshake, headers);
        await second.Hear<ServerMessage.Challenge>();

        await second.Say(new AgentMessage.Hello("web1", "i", "test") { Proof = proof });
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, NoProof), await second.Closed());
        await first.Say(new AgentMessage.Hello("web1", "i", "test") { Proof = proof });
        await org.Availability("web1", "available");
    }

    [Fact]
    public async Task Without_a_hello_they_change_nothing_of_the_nodes_presence()
    {
        var org = await jobs.Organization("web1");
        var (handshake, headers) = Record(org, "web1");
        await using var thief = await Replay(org, handshake, headers);
        await thief.Say("""{"type":"heartbeat","job_state":"idle"}""");
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "the first frame must be a hello"), await thief.Closed());
        Assert.Equal("[]", (await org.Get("node_states")).GetRawText());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("1")]
    public async Task They_cannot_be_made_to_ask_for_less(string? version)
    {
        var org = await jobs.Organization("web1");
        var (handshake, headers) = Record(org, "web1");
        var less = headers.Where(one => one.Key != OpsHeaders.ServerApiVersion).Concat(version is null ? [] : [new(OpsHeaders.ServerApiVersion, version)]).ToList();
        Assert.Equal(401, await SimulatedAgent.Refusal(() => Replay(org, handshake, less)));
    }

    [Fact]
    public async Task A_wrong_proof_is_a_failed_sign_in_that_is_recorded()
    {
        var org = await jobs.Organization("web1");
        var (handshake, headers) = Record(org, "web1");
        await using var thief = await Replay(org, handshake, headers);
        await thief.Say(new AgentMessage.Hello("web1", "thief", "test"));
        await thief.Closed();

        var entries = await Eventually.See(
            async () => JsonDocument.Parse((await org.Alice.Get(org.Path("audit"))).Body).RootElement.GetProperty("entries").EnumerateArray().ToList(),
            all => all.Exists(one => one.GetProperty("detail").GetString() == NoProof));
        var refused = entries.Find(one => one.GetProperty("detail").GetString() == NoProof);
        Assert.Equal(("sign-in", "refused"), (refused.GetProperty("action").GetString(), refused.GetProperty("outcome").GetString()));
        Assert.Equal("""{"kind":"claimed","name":"web1"}""", refused.GetProperty("identity").GetRawText());
    }

    [Theory]
    [InlineData(LinkHandshake.NonceHeader, "AAAA", 400)]
    [InlineData(LinkHandshake.NonceHeader, "", 400)]
    public async Task A_nonce_that_is_none_is_refused(string header, string value, int status)
    {
        var org = await jobs.Organization("web1");
        var (handshake, headers) = Record(org, "web1");
        Assert.Equal(status, await SimulatedAgent.Refusal(() => Replay(org, handshake, headers.Select(one => one.Key == header ? new(header, value) : one))));
    }

    private static (AgentHandshake Handshake, IReadOnlyList<KeyValuePair<string, string>> Headers) Record(JobOrganization org, string node)
    {
        var handshake = SimulatedAgent.Handshake(org.Name, node, TestKeys.Mine);
        return (handshake, [.. handshake.Headers("/" + handshake.Path, DateTimeOffset.UtcNow)]);
    }

    private static Task<SimulatedAgent> Replay(JobOrganization org, AgentHandshake handshake, IEnumerable<KeyValuePair<string, string>> headers) =>
        SimulatedAgent.Open(org.Server.Address, handshake.Path, headers);

    private static byte[] OfAnotherKey(JobOrganization org, AgentHandshake handshake) =>
        TestKeys.Other.SignData(LinkHandshake.ServerText(org.Name, handshake.Path, new byte[32], new byte[32]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
