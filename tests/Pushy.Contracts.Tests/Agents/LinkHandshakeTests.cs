using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Tests.Agents;

/// <summary>vectors/link-handshake.json, made with OpenSSL, and what no signature may stand for.</summary>
public sealed class LinkHandshakeTests
{
    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "link-handshake.json"))).RootElement;

    private static readonly byte[] AgentNonce = Root.GetProperty("agent_nonce").GetBytesFromBase64(), ServerNonce = Root.GetProperty("server_nonce").GetBytesFromBase64();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Root.GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Texts_and_signatures_are_those_of_the_vectors(int number)
    {
        var one = Root.GetProperty("cases")[number];
        var (organization, node) = (one.GetProperty("organization").GetString()!, one.GetProperty("node").GetString()!);
        using var server = Server();
        var challenge = new ServerMessage.Challenge(ServerNonce, server.Spki.ToArray(), one.GetProperty("server_signature").GetBytesFromBase64());
        Assert.Equal(one.GetProperty("server_text").GetString(), Encoding.UTF8.GetString(LinkHandshake.ServerText(organization, node, AgentNonce, ServerNonce)));
        Assert.Equal(one.GetProperty("agent_text").GetString(), Encoding.UTF8.GetString(LinkHandshake.AgentText(organization, node, AgentNonce, ServerNonce, server.Spki.Span)));

        using var key = Node();
        var handshake = new AgentHandshake(organization, node, key, AgentNonce);
        Assert.True(handshake.IsFrom(challenge, server));
        var proof = handshake.Prove(challenge);
        Assert.Equal(one.GetProperty("proof").GetBytesFromBase64(), proof);
        Assert.True(VerifyingKey.TryRead(Root.GetProperty("node_public_key_pem").GetString()!, out var verifying, out _));
        Assert.True(LinkHandshake.Proves(verifying, Encoding.UTF8.GetBytes(one.GetProperty("agent_text").GetString()!), proof));
    }

    [Fact]
    public void A_signature_for_another_place_node_or_nonce_is_none()
    {
        var one = Root.GetProperty("cases")[0];
        var (organization, node) = (one.GetProperty("organization").GetString()!, one.GetProperty("node").GetString()!);
        using var server = Server();
        using var key = Node();
        var challenge = new ServerMessage.Challenge(ServerNonce, server.Spki.ToArray(), one.GetProperty("server_signature").GetBytesFromBase64());
        Assert.False(new AgentHandshake("other", node, key, AgentNonce).IsFrom(challenge, server));
        Assert.False(new AgentHandshake(organization, "other", key, AgentNonce).IsFrom(challenge, server));
        Assert.False(new AgentHandshake(organization, node, key, ServerNonce).IsFrom(challenge, server));
        Assert.False(new AgentHandshake(organization, node, key, AgentNonce).IsFrom(challenge with { Nonce = AgentNonce }, server));
        Assert.False(new AgentHandshake(organization, node, key, AgentNonce).IsFrom(challenge with { Nonce = [] }, server));
        Assert.False(new AgentHandshake(organization, node, key, AgentNonce).IsFrom(challenge with { Signature = [] }, server));

        Assert.True(VerifyingKey.TryRead(Root.GetProperty("node_public_key_pem").GetString()!, out var verifying, out _));
        var proof = one.GetProperty("proof").GetBytesFromBase64();
        foreach (var other in new[]
        {
            LinkHandshake.AgentText("other", node, AgentNonce, ServerNonce, server.Spki.Span), LinkHandshake.AgentText(organization, "other", AgentNonce, ServerNonce, server.Spki.Span),
            LinkHandshake.AgentText(organization, node, ServerNonce, ServerNonce, server.Spki.Span), LinkHandshake.AgentText(organization, node, AgentNonce, AgentNonce, server.Spki.Span),
            LinkHandshake.AgentText(organization, node, AgentNonce, ServerNonce, [1, 2, 3]), LinkHandshake.ServerText(organization, node, AgentNonce, ServerNonce),
        })
            Assert.False(LinkHandshake.Proves(verifying, other, proof));
        Assert.False(LinkHandshake.Proves(verifying, LinkHandshake.AgentText(organization, node, AgentNonce, ServerNonce, server.Spki.Span), null));
    }

    /// <summary>All that the node's key signs: requests begin with Method, the two texts of a link with a line of their own, and tell the two ends apart.</summary>
    [Fact]
    public void What_is_signed_for_a_link_is_never_what_is_signed_for_anything_else()
    {
        var server = Encoding.UTF8.GetString(LinkHandshake.ServerText("acme", "web1", AgentNonce, ServerNonce));
        var agent = Encoding.UTF8.GetString(LinkHandshake.AgentText("acme", "web1", AgentNonce, ServerNonce, [1]));
        Assert.StartsWith("Pushy-Link:2\nRole:server\n", server, StringComparison.Ordinal);
        Assert.StartsWith("Pushy-Link:2\nRole:agent\n", agent, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LinkHandshake.ServerText("acme\nNode:web2", "web1", AgentNonce, ServerNonce));
        Assert.Throws<ArgumentException>(() => LinkHandshake.ServerText("acme", "web1\nAgent-Nonce:", AgentNonce, ServerNonce));
    }

    [Fact]
    public void The_longest_hello_there_can_be_fits()
    {
        var hello = new AgentMessage.Hello(new string('n', 255), Guid.NewGuid().ToString(), new string('v', 100))
        {
            Platform = new string('p', 64), JobId = new string('f', 32), JobState = AgentJobState.Committed,
            Outcomes = [.. Enumerable.Repeat(new string('f', 32), 64)],   // AgentState.MaxUnreceipted
            Proof = new byte[PublicKeyPem.MaxBits / 8],
        };
        Array.Fill(hello.Proof, (byte)0xfb);   // base64 with many a plus
        Assert.InRange(AgentLinkJson.Write(hello).Length, 1, LinkHandshake.MaxFrameBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public void What_is_no_key_of_a_server_is_refused(string pem)
    {
        Assert.False(ServerKey.TryRead(pem, out _, out var problem));
        Assert.Contains("P-256", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_other_kinds_are_no_servers()
    {
        Assert.False(ServerKey.TryRead(Root.GetProperty("node_public_key_pem").GetString()!, out _, out _));
        using var longer = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.False(ServerKey.TryRead(longer.ExportSubjectPublicKeyInfo(), out _, out _));
        using var server = Server();
        Assert.False(ServerKey.TryRead([.. server.Spki.Span, 0], out _, out _));
        Assert.Equal(Root.GetProperty("server_key_fingerprint").GetString(), server.Fingerprint);
    }

    [Fact]
    public void A_challenge_is_written_as_documented()
    {
        var json = Encoding.UTF8.GetString(AgentLinkJson.Write(new ServerMessage.Challenge([1], [2], [3])));
        Assert.Equal("""{"type":"challenge","nonce":"AQ==","key":"Ag==","signature":"Aw=="}""", json);
    }

    private static ServerKey Server() =>
        ServerKey.TryRead(Root.GetProperty("server_key_pem").GetString()!, out var key, out var problem) ? key : throw new InvalidOperationException(problem);

    private static RSA Node()
    {
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(Root.GetProperty("node_private_key_pkcs8_der_base64").GetBytesFromBase64(), out _);
        return key;
    }
}
