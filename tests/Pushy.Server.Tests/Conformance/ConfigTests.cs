using System.Security.Cryptography;
using System.Text.Json;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Conformance;

/// <summary>CONFIG: the config endpoint.</summary>
[Collection(ConformanceTests.Name)]
public sealed class ConfigTests(Cast cast)
{
    /// <summary>A valid CurveZMQ public key.</summary>
    public const string Key = "?ccpk=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    /// <summary>For a path: the caller's own name.</summary>
    private const string Own = "OWN";

    [Theory]
    [InlineData("CONFIG-001", "GET", "config/", Verdict.NotFound)]
    [InlineData("CONFIG-002", "PUT", "config/", Verdict.NotFound)]
    [InlineData("CONFIG-003", "POST", "config/", Verdict.NotFound)]
    [InlineData("CONFIG-009", "POST", "config/DONKEY", Verdict.MethodNotAllowed)]
    [InlineData("CONFIG-010", "DELETE", "config/DONKEY", Verdict.MethodNotAllowed)]
    public async Task Configs_are_of_nodes_and_only_to_be_read(string @case, string method, string path, Verdict verdict) => verdict.Check(
        @case, await cast.Send(Persona.Admin, Groups.None, method, path + Key, method == "GET" ? null : "{}"), Persona.Admin, Cast.OrganizationOf(Groups.None));

    [Fact(DisplayName = "CONFIG-005 CONFIG-006 CONFIG-007 A config says where the server is and how to trust it")]
    public async Task A_config_says_where_the_server_is_and_how_to_trust_it()
    {
        var config = Cast.JsonElement(await cast.Send(Persona.Admin, Groups.None, "GET", "config/DONKEY" + Key));
        Assert.Equal(
            ("config", Cast.Host, "DONKEY", Cast.OrganizationOf(Groups.None)),
            (Text(config, "type"), Text(config, "host"), Text(config, "node"), Text(config, "organization")));
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", Text(config, "public_key"), StringComparison.Ordinal);

        var heartbeat = config.GetProperty("push_jobs").GetProperty("heartbeat");
        Assert.Equal(($"tcp://{Cast.Host}:10000", $"tcp://{Cast.Host}:10002"), (Text(heartbeat, "out_addr"), Text(heartbeat, "command_addr")));
        Assert.Equal(
            (10.0, 3, 2),
            (heartbeat.GetProperty("interval").GetDouble(), heartbeat.GetProperty("offline_threshold").GetInt32(), heartbeat.GetProperty("online_threshold").GetInt32()));

        var session = config.GetProperty("encoded_session_key");
        Assert.Equal("hmac_sha256", Text(session, "method"));
        Assert.Equal(32, TestKeys.Mine.Decrypt(Convert.FromBase64String(Text(session, "key")), RSAEncryptionPadding.Pkcs1).Length);
        Assert.Equal((3600, 300), (config.GetProperty("lifetime").GetInt32(), config.GetProperty("max_message_skew").GetInt32()));
        var status = Cast.JsonElement(await SignedClient.Send(cast.Server.Address, "GET", "/pushy/_status", null));
        Assert.Equal(Text(status, "incarnation_id"), Text(config, "incarnation_id"));
    }

    [Theory]
    [InlineData("CONFIG-011", Groups.None, Persona.Admin, "DONKEY", Verdict.Ok)]
    [InlineData("CONFIG-013", Groups.None, Persona.Client, Own, Verdict.Ok)]
    [InlineData("CONFIG-014", Groups.None, Persona.Invalid, "DONKEY", Verdict.Unknown)]
    [InlineData("CONFIG-015", Groups.None, Persona.Outsider, Own, Verdict.NotAssociated)]
    [InlineData("CONFIG-017", Groups.None, Persona.Client, "DONKEY", Verdict.NotTheNode)]
    [InlineData("CONFIG-018", Groups.Direct, Persona.OrdinaryUser, "DONKEY", Verdict.Ok)]
    [InlineData("CONFIG-019", Groups.Direct, Persona.Admin, "DONKEY", Verdict.NotPermitted)]
    [InlineData("CONFIG-021", Groups.Direct, Persona.AdminClient, "DONKEY", Verdict.NotTheNode)]
    [InlineData("CONFIG-022", Groups.Direct, Persona.Outsider, "DONKEY", Verdict.NotAssociated)]
    [InlineData("CONFIG-026", Groups.Direct, Persona.AdminClient, Own, Verdict.Ok)]
    public async Task Users_read_by_their_groups_and_clients_their_own(string @case, Groups groups, Persona who, string node, Verdict verdict) => verdict.Check(
        @case, await cast.Send(who, groups, "GET", $"config/{(node == Own ? Cast.NameOf(who) : node)}{Key}"), who, Cast.OrganizationOf(groups));

    [Fact(DisplayName = "CONFIG-023 An unknown organization has no configs")]
    public async Task An_unknown_organization_has_no_configs() => Verdict.NoSuchOrganization.Check(
        "CONFIG-023", await cast.Send(Persona.Admin, "GET", "/organizations/bogus-org/pushy/config/DONKEY" + Key), Persona.Admin, "bogus-org");

    [Fact(DisplayName = "CONFIG-025 A key of 39 characters is bad")]
    public async Task A_key_of_39_characters_is_bad()
    {
        var reply = await cast.Send(Persona.Admin, Groups.None, "GET", "config/DONKEY" + Key[..^1]);
        Assert.Equal((401, """{"error":["Bad ccpk"]}"""), (reply.Status, reply.Body));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
