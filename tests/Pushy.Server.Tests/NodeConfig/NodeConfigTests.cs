using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Directories;
using Pushy.Server.NodeConfig;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.NodeConfig;

/// <summary><c>GET …/config/NODE</c>, rest-api.md §3 and authn-authz.md §6.</summary>
[Collection(JobTests.Name)]
public sealed class NodeConfigTests(JobServer jobs)
{
    /// <summary>A real key, percent-encoded, for its alphabet has what means something in a query.</summary>
    private static readonly string Ccpk = "?ccpk=" + Uri.EscapeDataString(CurveKeys.New().PublicText);

    [Fact]
    public async Task A_user_is_told_addresses_keys_and_limits()
    {
        var org = await jobs.Organization();
        var config = await Get(org.Alice, org, "DONKEY");
        var host = config.GetProperty("host").GetString();
        Assert.Equal(Environment.MachineName, host);
        Assert.Equal(("config", "DONKEY", org.Name), (Text(config, "type"), Text(config, "node"), Text(config, "organization")));
        Assert.Equal(
            $$"""{"out_addr":"tcp://{{host}}:10000","command_addr":"tcp://{{host}}:10002","interval":10.0,"offline_threshold":3,"online_threshold":2}""",
            config.GetProperty("push_jobs").GetProperty("heartbeat").GetRawText());
        Assert.Equal((3600, 300, 65536), (Number(config, "lifetime"), Number(config, "max_message_skew"), Number(config, "max_body_size")));
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----\n", Text(config, "public_key"), StringComparison.Ordinal);
        using var signing = RSA.Create();
        signing.ImportFromPem(Text(config, "public_key"));
        Assert.Equal(2048, signing.KeySize);
        Assert.True(CurveKeys.IsKey(Text(config, "curve_public_key")!));
        var status = JsonDocument.Parse((await SignedClient.Send(jobs.Server.Address, "GET", "/pushy/_status", null)).Body).RootElement;
        Assert.Equal(Text(status, "incarnation_id"), Text(config, "incarnation_id"));
    }

    [Fact]
    public async Task The_session_key_is_32_bytes_for_the_key_that_signed_and_stays_the_same()
    {
        var org = await jobs.Organization("web1");
        var first = SessionKey(await Get(org.Alice, org, "web1"));
        Assert.Equal(32, first.Length);
        Assert.Equal(first, SessionKey(await Get(org.Alice, org, "web1")));
        Assert.Equal(first, SessionKey(await Get(jobs.Server.As("web1"), org, "web1")));
        Assert.NotEqual(first, SessionKey(await Get(org.Alice, org, "web2")));
        Assert.NotEqual(first, SessionKey(await Get((await jobs.Organization()).Alice, await jobs.Organization(), "web1")));
    }

    [Fact]
    public async Task Keys_are_of_one_ciphertext_each_time_another()
    {
        var org = await jobs.Organization();
        Assert.NotEqual(Cipher(await Get(org.Alice, org, "web1")), Cipher(await Get(org.Alice, org, "web1")));
    }

    [Theory]
    [InlineData("", 400, "Missing ccpk")]
    [InlineData("?version=2.0", 400, "Missing ccpk")]
    [InlineData("?ccpk=", 401, "Bad ccpk")]
    [InlineData("?ccpk=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 401, "Bad ccpk")]     // 39
    [InlineData("?ccpk=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 401, "Bad ccpk")]   // 41
    [InlineData("?ccpk=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa~", 401, "Bad ccpk")]    // no letter of Z85
    [InlineData("?ccpk=%23%23%23%23%23aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 401, "Bad ccpk")]   // above 2^32 - 1
    [InlineData("?ccpk=aaaaaaaaaaaaaaaaaaaa&ccpk=aaaaaaaaaaaaaaaaaaa", 401, "Bad ccpk")]
    public async Task A_key_that_is_none_is_refused_before_anybody_is_asked_who_it_is(string query, int status, string error)
    {
        var org = await jobs.Organization();
        var forged = new SignedClient(jobs.Server.Address, "alice", TestKeys.Other);
        foreach (var client in new[] { org.Alice, forged })
        {
            var reply = await client.Get(org.Path("config/web1") + query);
            Assert.Equal((status, $$"""{"error":["{{error}}"]}"""), (reply.Status, reply.Body));
            Assert.Null(reply.Header("WWW-Authenticate"));
        }

        Assert.Equal(400, (await SignedClient.Send(jobs.Server.Address, "GET", org.Path("config/web1") + query, null)).Status);   // headers come first
    }

    [Fact]
    public async Task A_client_gets_the_config_of_its_own_name_only()
    {
        var org = await jobs.Organization("web1");
        var reply = await jobs.Server.As("web1").Get(org.Path("config/DONKEY") + Ccpk);
        Assert.Equal((403, """{"error":["Client and node name must match"]}"""), (reply.Status, reply.Body));
        Assert.Equal(200, (await jobs.Server.As("web1").Get(org.Path("config/web1") + Ccpk)).Status);
    }

    [Fact]
    public async Task Groups_are_asked_for_users_and_not_for_clients()
    {
        var org = await jobs.Organization("web1");
        await jobs.Server.Made(jobs.Server.Admin.CreateGroup(org.Name, "pushy_job_readers", default));
        await jobs.Server.Made(jobs.Server.Admin.AddToGroup(org.Name, "pushy_job_readers", MemberKind.User, "bob", default));
        Assert.Equal(403, (await org.Alice.Get(org.Path("config/web1") + Ccpk)).Status);
        Assert.Equal(200, (await org.Bob.Get(org.Path("config/web1") + Ccpk)).Status);
        Assert.Equal(200, (await jobs.Server.As("web1").Get(org.Path("config/web1") + Ccpk)).Status);
    }

    [Fact]
    public async Task Who_comes_with_a_token_sees_all_but_the_session_key()
    {
        var org = await jobs.Organization();
        var made = await jobs.Server.Command("token", "create", org.Name, "alice", "--scope", "read");
        var reply = await SignedClient.Send(jobs.Server.Address, "GET", org.Path("config/web1") + Ccpk, null, request => request.Headers.Authorization = new("Bearer", made.Output.Trim()));
        Assert.Equal(200, reply.Status);
        var config = JsonDocument.Parse(reply.Body).RootElement;
        Assert.False(config.TryGetProperty("encoded_session_key", out _));
        Assert.True(config.TryGetProperty("curve_public_key", out _));
    }

    [Theory]
    [InlineData("config", 404, null)]
    [InlineData("config/", 404, null)]
    [InlineData("config/web1", 405, "GET")]
    public async Task Other_methods_and_no_node_are_refused_before_any_sign_in(string path, int status, string? allow)
    {
        foreach (var method in new[] { "PUT", "POST", "DELETE", "HEAD", "OPTIONS" })
        {
            var reply = await SignedClient.Send(jobs.Server.Address, method, $"/organizations/acme/pushy/{path}{Ccpk}", null);
            Assert.Equal((status, allow), (reply.Status, reply.Header("Allow")));
        }
    }

    [Fact]
    public async Task An_unknown_organization_is_404_and_an_unacceptable_answer_406()
    {
        var org = await jobs.Organization();
        Assert.Equal(404, (await jobs.Server.As("alice").Get("/organizations/bogus/pushy/config/web1" + Ccpk)).Status);
        Assert.Equal(406, (await org.Alice.Get(org.Path("config/web1") + Ccpk, request => request.Headers.Accept.ParseAdd("text/html"))).Status);
    }

    [Fact]
    public async Task Settings_are_told_and_keys_outlive_the_server_but_for_the_curve_key()
    {
        await using var server = await TestServer.Start(sets:
        [
            "pushy.server.name=push.example.com", "pushy.push-jobs.heartbeat-interval=250ms", "pushy.push-jobs.heartbeat-port=1", "pushy.push-jobs.command-port=2",
            "pushy.push-jobs.config-lifetime=1m", "pushy.push-jobs.max-message-skew=7s", "pushy.push-jobs.max-body-bytes=2000",
        ]);
        var before = await Get(await server.User("alice"));
        await server.Restart();
        var after = await Get(server.As("alice"));

        Assert.Equal("""{"out_addr":"tcp://push.example.com:1","command_addr":"tcp://push.example.com:2","interval":0.25,"offline_threshold":3,"online_threshold":2}""",
            before.GetProperty("push_jobs").GetProperty("heartbeat").GetRawText());
        Assert.Equal((60, 7, 2000), (Number(before, "lifetime"), Number(before, "max_message_skew"), Number(before, "max_body_size")));
        Assert.Equal(SessionKey(before), SessionKey(after));
        Assert.Equal(Text(before, "public_key"), Text(after, "public_key"));
        Assert.NotEqual(Text(before, "curve_public_key"), Text(after, "curve_public_key"));
        Assert.NotEqual(Text(before, "incarnation_id"), Text(after, "incarnation_id"));

        static async Task<JsonElement> Get(SignedClient client)
        {
            var reply = await client.Get("/organizations/acme/pushy/config/web1" + Ccpk);
            Assert.True(reply.Status == 200, reply.Body);
            return JsonDocument.Parse(reply.Body).RootElement;
        }
    }

    [Fact]
    public async Task Without_encryption_and_name_check_any_client_asks_for_any_node_and_needs_no_key()
    {
        await using var server = await TestServer.Start(sets: ["pushy.push-jobs.disable-curve=true", "pushy.push-jobs.validate-client-node-name=false"]);
        var reply = await (await server.Node("web1")).Get("/organizations/acme/pushy/config/DONKEY");
        Assert.Equal(200, reply.Status);
        Assert.False(JsonDocument.Parse(reply.Body).RootElement.TryGetProperty("curve_public_key", out _));
    }

    [Fact]
    public void The_curve_key_pair_is_one()
    {
        var (one, other) = (CurveKeys.New(), CurveKeys.New());
        var agreed = new byte[32];
        var same = new byte[32];
        Agree(one.Secret, other.Public, agreed);
        Agree(other.Secret, one.Public, same);
        Assert.Equal(agreed, same);
        Assert.NotEqual(one.PublicText, other.PublicText);
        Assert.DoesNotContain(Z85.Encode(one.Secret.Span), one.ToString(), StringComparison.Ordinal);
        Assert.Same(jobs.Server.Services.GetRequiredService<CurveKeys>(), jobs.Server.Services.GetRequiredService<CurveKeys>());

        static void Agree(ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> peer, byte[] shared) =>
            new Org.BouncyCastle.Crypto.Parameters.X25519PrivateKeyParameters(secret.ToArray())
                .GenerateSecret(new Org.BouncyCastle.Crypto.Parameters.X25519PublicKeyParameters(peer.ToArray()), shared, 0);
    }

    private static async Task<JsonElement> Get(SignedClient client, JobOrganization org, string node)
    {
        var reply = await client.Get(org.Path($"config/{node}") + Ccpk);
        Assert.True(reply.Status == 200, reply.Body);
        Assert.Equal(("application/json", "no-store"), (reply.Header("Content-Type"), reply.Header("Cache-Control")));
        return JsonDocument.Parse(reply.Body).RootElement;
    }

    private static string Cipher(JsonElement config)
    {
        var key = config.GetProperty("encoded_session_key");
        Assert.Equal("hmac_sha256", Text(key, "method"));
        return Text(key, "key")!;
    }

    private static byte[] SessionKey(JsonElement config) => TestKeys.Mine.Decrypt(Convert.FromBase64String(Cipher(config)), RSAEncryptionPadding.Pkcs1);

    private static string? Text(JsonElement one, string name) => one.GetProperty(name).GetString();

    private static int Number(JsonElement one, string name) => one.GetProperty(name).GetInt32();
}
