using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.SignIn;

/// <summary>Each way to fail, with its exact text and header (authn-authz.md §3, §4).</summary>
public sealed class SignatureTests(ThingServer things) : IClassFixture<ThingServer>
{
    private const string Challenge = "X-Ops-Sign version=\"1.0\" version=\"1.1\" version=\"1.3\"";
    private const string Things = ThingServer.Things;

    private string Address => things.Server.Address;

    [Theory]
    [InlineData(SigningVersion.V10)]
    [InlineData(SigningVersion.V11)]
    [InlineData(SigningVersion.V12)]
    [InlineData(SigningVersion.V13)]
    public async Task Each_version_of_the_protocol_signs_in(SigningVersion version)
    {
        var client = new SignedClient(Address, "alice", TestKeys.Mine) { Version = version };
        Assert.Equal(200, (await client.Get(Things)).Status);
        Assert.Equal(201, (await client.Post(Things, """{"command":"sleep 1"}""")).Status);
    }

    [Fact]
    public async Task Missing_headers_are_named_in_a_fixed_order() => Expect(
        await SignedClient.Send(Address, "GET", Things, null), 400,
        "missing required authentication header(s) 'X-Ops-UserId', 'X-Ops-Timestamp', 'X-Ops-Sign', 'X-Ops-Content-Hash'");

    [Theory]
    [InlineData("X-Ops-Sign")]
    [InlineData("X-Ops-UserId")]
    [InlineData("X-Ops-Timestamp")]
    [InlineData("X-Ops-Content-Hash")]
    public async Task An_empty_header_is_a_missing_one(string header) => Expect(
        await things.Alice.Get(Things, Replace(header, "")), 400, $"missing required authentication header(s) '{header}'");

    [Theory]
    [InlineData("xxx")]
    [InlineData("2026-03-14T15:09:26.0Z")]
    [InlineData("2026-03-14T15:09:26+00:00")]
    public async Task A_malformed_timestamp_is_401_without_a_challenge(string timestamp) => Expect(
        await things.Alice.Get(Things, Replace("X-Ops-Timestamp", timestamp)), 401, "bad header(s) 'X-Ops-Timestamp'");

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task A_clock_that_is_off_is_401_without_a_challenge(int seconds) => Expect(
        await new SignedClient(Address, "alice", TestKeys.Mine) { At = DateTimeOffset.UtcNow.AddSeconds(seconds) }.Get(Things),
        401, "Failed to authenticate as alice. Synchronize the clock on your host.");

    [Theory]
    [InlineData("algorithm=sha1;version=1.3")]
    [InlineData("algorithm=sha256;version=1.1")]
    [InlineData("version=8.1")]
    [InlineData("algorithm=sha1")]
    public async Task An_unsupported_version_is_400(string sign) => Expect(
        await things.Alice.Get(Things, Replace("X-Ops-Sign", sign)), 400, "Unsupported authentication protocol version");

    [Fact]
    public async Task An_unknown_organization_is_404() => Expect(
        await things.Alice.Get("/organizations/bogus/pushy/things"), 404, "organization 'bogus' does not exist.");

    [Fact]
    public async Task An_unknown_name_is_401() => Expect(
        await things.Server.As("invalid").Get(Things), 401,
        "Failed to authenticate as 'invalid'. Ensure that your node_name and client key are correct.", Challenge);

    [Fact]
    public async Task A_name_of_ten_thousand_characters_is_401()
    {
        var name = new string('n', 10_000);
        Expect(await things.Server.As(name).Get(Things), 401,
            $"Failed to authenticate as '{name}'. Ensure that your node_name and client key are correct.", Challenge);
    }

    [Fact]
    public async Task A_user_of_another_organization_is_403() => Expect(
        await things.Server.As("mallory").Get(Things), 403, "'mallory' is not associated with organization 'acme'");

    [Fact]
    public async Task Another_key_is_a_bad_signature() =>
        ExpectBadSignature(await new SignedClient(Address, "alice", TestKeys.Other).Get(Things));

    [Fact]
    public async Task No_signature_at_all_is_a_bad_one() => ExpectBadSignature(
        await things.Alice.Get(Things, request =>
        {
            foreach (var piece in Enumerable.Range(1, 6))
                request.Headers.Remove($"X-Ops-Authorization-{piece}");
        }));

    [Theory]
    [InlineData("X-Ops-Authorization-1", "")]
    [InlineData("X-Ops-Authorization-2", "")]
    [InlineData("X-Ops-Authorization-1", "!!!!")]
    [InlineData("X-Ops-Content-Hash", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=")]
    [InlineData("X-Ops-Server-API-Version", "one")]
    public async Task A_changed_header_is_a_bad_signature(string header, string value) =>
        ExpectBadSignature(await things.Alice.Get(Things, Replace(header, value)));

    [Fact]
    public async Task A_signature_moved_to_another_path_method_or_body_is_bad()
    {
        var signed = RequestSigning.Sign(TestKeys.Mine, SigningVersion.V13, "alice", "GET", Things, [], DateTimeOffset.UtcNow);
        void Take(HttpRequestMessage request)
        {
            foreach (var (header, value) in signed)
                request.Headers.TryAddWithoutValidation(header, value);
        }

        Assert.Equal(200, (await SignedClient.Send(Address, "GET", Things, null, Take)).Status);
        ExpectBadSignature(await SignedClient.Send(Address, "GET", Things + "/1", null, Take));
        ExpectBadSignature(await SignedClient.Send(Address, "POST", Things, "", Take));
        ExpectBadSignature(await SignedClient.Send(Address, "GET", Things, "{}", Take));
    }

    [Fact]
    public async Task Of_a_user_and_a_client_of_one_name_the_key_says_which()
    {
        await things.Server.Made(things.Server.Admin.CreateUser("acme", "both", TestKeys.MinePublic, false, default));
        await things.Server.Made(things.Server.Admin.CreateClient("acme", "both", TestKeys.OtherPublic, false, default));

        Assert.StartsWith("User both", (await new SignedClient(Address, "both", TestKeys.Mine).Get(Things)).Body, StringComparison.Ordinal);
        Assert.StartsWith("Client both", (await new SignedClient(Address, "both", TestKeys.Other).Get(Things)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_that_name_in_another_organization_does_not_count()
    {
        await things.Server.Made(things.Server.Admin.CreateClient("evil", "elsewhere", TestKeys.MinePublic, false, default));
        Assert.Equal(401, (await things.Server.As("elsewhere").Get(Things)).Status);
        Assert.Equal(200, (await things.Server.As("elsewhere").Get("/organizations/evil/pushy/things")).Status);
    }

    [Fact]
    public async Task A_node_may_only_be_itself()
    {
        Assert.Equal(200, (await things.Web1.Get("/organizations/acme/pushy/own/web1")).Status);
        Expect(await things.Web1.Get("/organizations/acme/pushy/own/web2"), 403, "Client and node name must match");
        Expect(await things.Alice.Get("/organizations/acme/pushy/own/alice"), 403, "Client and node name must match");
    }

    private static Action<HttpRequestMessage> Replace(string header, string value) => request =>
    {
        request.Headers.Remove(header);
        request.Headers.TryAddWithoutValidation(header, value);
    };

    private static void ExpectBadSignature(Reply reply) => Expect(reply, 401, "Invalid signature for user or client 'alice'", Challenge);

    private static void Expect(Reply reply, int status, string error, string? challenge = null)
    {
        Assert.Equal((status, $$"""{"error":["{{error}}"]}"""), (reply.Status, reply.Body));
        Assert.Equal("application/json", reply.Header("Content-Type"));
        Assert.Equal(challenge, reply.Header("WWW-Authenticate"));
    }
}
