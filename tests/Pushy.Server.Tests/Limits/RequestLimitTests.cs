using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Limits;

public sealed class RequestLimitTests
{
    private const string Things = ThingServer.Things;
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
    public async Task Whose_sign_ins_fail_too_often_is_not_even_asked_for_a_while()
    {
        await using var server = await Start("pushy.limits.failed-sign-ins-per-minute=60", "pushy.limits.failed-sign-in-burst=3");
        var alice = await User(server, "alice");
        var guesser = new SignedClient(server.Address, "alice", TestKeys.Other) { At = _clock.GetUtcNow() };
        for (var n = 0; n < 2; n++)
            Assert.Equal(401, (await guesser.Get(Things)).Status);
        Assert.Equal(200, (await alice.Get(Things)).Status);
        Assert.Equal(401, (await SignedClient.Send(server.Address, "POST", "/organizations/acme/pushy/join", JoinBody)).Status);

        foreach (var reply in new[] { await guesser.Get(Things), await alice.Get(Things), await SignedClient.Send(server.Address, "POST", "/organizations/acme/pushy/join", JoinBody) })
        {
            Assert.Equal((429, """{"error":["too many failed sign-ins from this address; try again in 1 s"]}"""), (reply.Status, reply.Body));
            Assert.Equal("1", reply.Header("Retry-After"));
        }

        Assert.Equal(200, (await SignedClient.Send(server.Address, "GET", "/pushy/_status", null)).Status);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await As(server, "alice").Get(Things)).Status);
    }

    [Fact]
    public async Task A_trusted_proxy_says_whose_sign_in_failed_and_nobody_else_does()
    {
        foreach (var (trusted, other) in new[] { ("127.0.0.1", 200), ("10.0.0.1", 429) })
        {
            await using var server = await Start(
                "pushy.limits.failed-sign-ins-per-minute=1", "pushy.limits.failed-sign-in-burst=1", $"pushy.http.trusted-proxies={trusted}");
            var alice = await User(server, "alice");
            var guesser = new SignedClient(server.Address, "alice", TestKeys.Other) { At = _clock.GetUtcNow() };
            Assert.Equal(401, (await guesser.Get(Things, request => request.Headers.Add("X-Forwarded-For", "6.6.6.6, 192.0.2.7"))).Status);
            Assert.Equal(429, (await alice.Get(Things, request => request.Headers.Add("X-Forwarded-For", "8.8.8.8, 192.0.2.7"))).Status);
            Assert.Equal(other, (await alice.Get(Things, request => request.Headers.Add("X-Forwarded-For", "192.0.2.7, 192.0.2.8"))).Status);
        }
    }

    private static readonly string JoinBody =
        System.Text.Json.JsonSerializer.Serialize(new { token = "pushy_join_guessed", node = "web1", public_key = TestKeys.MinePublic });

    private Task<TestServer> Start(params string[] sets) =>
        TestServer.Start(ThingServer.Map, services => services.AddSingleton<TimeProvider>(_clock), sets);

    private async Task<SignedClient> User(TestServer server, string name)
    {
        await server.User(name, admin: true);
        return As(server, name);
    }

    private SignedClient As(TestServer server, string name) => new(server.Address, name, TestKeys.Mine) { At = _clock.GetUtcNow() };
}
