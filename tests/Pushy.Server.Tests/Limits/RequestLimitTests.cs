using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Web;

namespace Pushy.Server.Tests.Limits;

public sealed class RequestLimitTests
{
    private const string Things = ThingServer.Things;
    private const string TooMany = """{"error":["too many failed sign-ins from this address; try again in 1 s"]}""";
    private readonly SettableClock _clock = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task An_identity_that_writes_too_much_is_429_and_told_when_to_come_back()
    {
        await using var server = await Start("pushy.limits.writes-per-second=1");
        var (alice, carol) = (await User(server, "alice"), await User(server, "carol"));
        Assert.Equal(201, (await alice.Post(Things, "{}")).Status);
        Assert.Equal(201, (await alice.Post(Things, "{}")).Status);
        var reply = await alice.Post(Things, "{}");
        Assert.Equal((429, """{"error":["too many requests of 'alice': 1 writes a second are allowed; try again in 1 s"]}"""), (reply.Status, reply.Body));
        Assert.Equal("1", reply.Header("Retry-After"));
        Assert.Equal(200, (await alice.Get(Things)).Status);
        Assert.Equal(201, (await carol.Post(Things, "{}")).Status);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await As(server, "alice").Post(Things, "{}")).Status);
    }

    [Fact]
    public async Task An_identity_that_reads_too_much_is_429()
    {
        await using var server = await Start("pushy.limits.reads-per-second=1");
        var alice = await User(server, "alice");
        await alice.Get(Things);
        await alice.Get(Things);
        Assert.Equal(429, (await alice.Get(Things)).Status);
        Assert.Equal(201, (await alice.Post(Things, "{}")).Status);
    }

    [Fact]
    public async Task Whose_sign_ins_fail_too_often_hears_when_to_come_back_and_whoever_is_right_gets_through()
    {
        await using var server = await Start("pushy.limits.failed-sign-ins-per-minute=60", "pushy.limits.failed-sign-in-burst=3");
        var alice = await User(server, "alice");
        var guesser = Guesser(server, "alice");
        for (var n = 0; n < 3; n++)
            Assert.Equal(401, (await guesser.Get(Things)).Status);

        var reply = await guesser.Get(Things);
        Assert.Equal((429, TooMany, "1"), (reply.Status, reply.Body, reply.Header("Retry-After")));
        Assert.Equal(200, (await alice.Get(Things)).Status);
        Assert.Equal(201, (await alice.Post(Things, "{}")).Status);
        Assert.Equal(200, (await SignedClient.Send(server.Address, "GET", "/pushy/_status", null)).Status);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((401, 429), ((await guesser.Get(Things)).Status, (await guesser.Get(Things)).Status));
    }

    [Fact]
    public async Task Names_tokens_and_join_tokens_of_one_address_are_counted_apart()
    {
        await using var server = await Start("pushy.limits.failed-sign-ins-per-minute=60", "pushy.limits.failed-sign-in-burst=1");
        await User(server, "alice");
        Func<Task<Reply>>[] kinds =
        [
            () => Guesser(server, "alice").Get(Things), () => Guesser(server, "nobody").Get(Things), () => Bearer(server, "pushy_guessed"), () => Join(server, "pushy_join_guessed", "web1"),
        ];
        foreach (var kind in kinds)
            Assert.Equal((401, 429), ((await kind()).Status, (await kind()).Status));
    }

    [Fact]
    public async Task An_address_that_fails_under_many_names_hears_no_more_under_a_new_one_either()
    {
        await using var server = await Start("pushy.limits.failed-sign-ins-per-minute=6", "pushy.limits.failed-sign-in-burst=1");
        var alice = await User(server, "alice");
        for (var n = 0; n < 10; n++)
            Assert.Equal(401, (await Guesser(server, $"name{n}").Get(Things)).Status);

        Assert.Equal(429, (await Guesser(server, "another").Get(Things)).Status);
        Assert.Equal(200, (await alice.Get(Things)).Status);
    }

    [Fact]
    public async Task While_an_address_sends_bad_tokens_every_right_request_from_there_gets_through()
    {
        await using var server = await Start();
        var alice = await User(server, "alice");
        var token = await server.Token("alice");
        var joinToken = SecretText.New("pushy_join_");
        await server.Made(server.Admin.AddJoinToken("acme", SecretText.HashOf(joinToken), 10, TimeSpan.FromHours(1), default));
        for (var n = 0; n < 3_000; n++)
            Assert.Equal(401, (await Bearer(server, $"pushy_{n}")).Status);

        List<int> bad = [], right = [];
        for (var second = 0; second < 10; second++)
        {
            for (var n = 0; n < 20; n++)
            {
                bad.Add((await Bearer(server, $"pushy_{second}_{n}")).Status);
                bad.Add((await Guesser(server, "alice").Post(Things, "{}")).Status);
                _clock.Advance(TimeSpan.FromMilliseconds(50));
            }

            right.Add((await As(server, "alice").Post(Things, "{}")).Status);
            right.Add((await As(server, "alice").Get(Things)).Status);
            right.Add((await Bearer(server, token)).Status);
            right.Add((await Join(server, joinToken, $"web{second}")).Status);
        }

        Assert.Equal(40, right.Count);
        Assert.All(right, status => Assert.InRange(status, 200, 201));
        Assert.Contains(429, bad);
        Assert.All(bad, status => Assert.Contains(status, new[] { 401, 429 }));
    }

    [Fact]
    public async Task Of_whom_too_many_failed_the_body_is_not_judged_before_the_proof()
    {
        await using var server = await Start("pushy.limits.failed-sign-ins-per-minute=1", "pushy.limits.failed-sign-in-burst=1");
        var alice = await User(server, "alice");
        Assert.Equal(400, (await Guesser(server, "alice").Post(Things, "bad")).Status);
        Assert.Equal(401, (await Guesser(server, "alice").Get(Things)).Status);

        Assert.Equal(429, (await Guesser(server, "alice").Post(Things, "bad")).Status);
        Assert.Equal(400, (await alice.Post(Things, "bad")).Status);
    }

    [Fact]
    public async Task Sending_somebodys_request_again_uses_up_nothing_of_what_he_may_send()
    {
        await using var server = await Start("pushy.limits.writes-per-second=1");
        await User(server, "alice");
        var captured = new SignedClient(server.Address, "alice", TestKeys.Mine) { At = _clock.GetUtcNow(), HasNonce = false };
        Assert.Equal(201, (await captured.Post(Things, "{}")).Status);
        for (var n = 0; n < 10; n++)
            Assert.Equal(401, (await captured.Post(Things, "{}")).Status);

        Assert.Equal(201, (await As(server, "alice").Post(Things, "{}")).Status);
    }

    [Fact]
    public async Task A_trusted_proxy_says_whose_sign_in_failed_and_nobody_else_does()
    {
        foreach (var (trusted, other) in new[] { ("127.0.0.1", 401), ("10.0.0.1", 429) })
        {
            await using var server = await Start(
                "pushy.limits.failed-sign-ins-per-minute=1", "pushy.limits.failed-sign-in-burst=1", $"pushy.http.trusted-proxies={trusted}");
            await User(server, "alice");
            var guesser = Guesser(server, "alice");
            Assert.Equal(401, (await guesser.Get(Things, request => request.Headers.Add("X-Forwarded-For", "6.6.6.6, 192.0.2.7"))).Status);
            Assert.Equal(429, (await guesser.Get(Things, request => request.Headers.Add("X-Forwarded-For", "8.8.8.8, 192.0.2.7"))).Status);
            Assert.Equal(other, (await guesser.Get(Things, request => request.Headers.Add("X-Forwarded-For", "192.0.2.7, 192.0.2.8"))).Status);
        }
    }

    private static Task<Reply> Join(TestServer server, string token, string node) => SignedClient.Send(server.Address, "POST", "/organizations/acme/pushy/join",
        JsonSerializer.Serialize(new { token, node, public_key = TestKeys.MinePublic }));

    private static Task<Reply> Bearer(TestServer server, string token) =>
        SignedClient.Send(server.Address, "GET", Things, null, request => request.Headers.Add("Authorization", $"Bearer {token}"));

    private SignedClient Guesser(TestServer server, string name) => new(server.Address, name, TestKeys.Other) { At = _clock.GetUtcNow() };

    private Task<TestServer> Start(params string[] sets) =>
        TestServer.Start(ThingServer.Map, services => services.AddSingleton<TimeProvider>(_clock), sets);

    private async Task<SignedClient> User(TestServer server, string name)
    {
        await server.User(name, admin: true);
        return As(server, name);
    }

    private SignedClient As(TestServer server, string name) => new(server.Address, name, TestKeys.Mine) { At = _clock.GetUtcNow() };
}
