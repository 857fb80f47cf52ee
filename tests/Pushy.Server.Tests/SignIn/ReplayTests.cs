using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Signing;
using Pushy.Server.Gateway;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.SignIn;

public sealed class ReplayTests
{
    private const string Things = ThingServer.Things;
    private const string Slow = "/organizations/{org}/pushy/slow";
    private const string Once = "/organizations/{org}/pushy/once";

    private const string CameBefore =
        """{"error":["this signed request came before; sign it anew, with another X-Ops-Timestamp (a later second, or any in the allowed skew that was not used yet) or a nonce in X-Ops-Sign"]}""";

    private readonly SettableClock _clock = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    [Theory]
    [InlineData(SigningVersion.V10)]
    [InlineData(SigningVersion.V11)]
    [InlineData(SigningVersion.V12)]
    [InlineData(SigningVersion.V13)]
    public async Task A_write_that_comes_again_is_401_and_told_how_to_be_signed_anew(SigningVersion version)
    {
        await using var server = await Start();
        var alice = new SignedClient(server.Address, "alice", TestKeys.Mine) { At = _clock.GetUtcNow(), Version = version, HasNonce = false };
        Assert.Equal(201, (await alice.Post(Things, "{}")).Status);
        var again = await alice.Post(Things, "{}");
        Assert.Equal((401, CameBefore, "1"), (again.Status, again.Body, again.Header("Retry-After")));
        Assert.Equal(201, (await alice.Post(Things, "{ }")).Status);   // another body in the same second
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
    }

    [Fact]
    public async Task Any_second_in_the_allowed_skew_that_was_not_used_is_a_way_to_sign_anew()
    {
        await using var server = await Start();
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
        var earlier = new SignedClient(server.Address, "alice", TestKeys.Mine) { At = _clock.GetUtcNow().AddSeconds(-1), HasNonce = false };
        Assert.Equal((201, 401), ((await earlier.Post(Things, "{}")).Status, (await earlier.Post(Things, "{}")).Status));
    }

    [Fact]
    public async Task With_nonces_two_equal_writes_in_one_second_are_two_writes_and_each_of_them_is_good_once()
    {
        await using var server = await Start();
        var headers = new List<KeyValuePair<string, string>[]>();
        var alice = new SignedClient(server.Address, "alice", TestKeys.Mine) { At = _clock.GetUtcNow() };
        for (var n = 0; n < 2; n++)
        {
            Assert.Equal(201, (await alice.Post(Things, "{}", request => headers.Add(
                [.. request.Headers.Where(one => one.Key.StartsWith("X-Ops-", StringComparison.OrdinalIgnoreCase)).Select(one => KeyValuePair.Create(one.Key, one.Value.Single()))]))).Status);
        }

        foreach (var captured in headers)
        {
            var again = await SignedClient.Send(server.Address, "POST", Things, "{}", request => Array.ForEach(captured, one => request.Headers.TryAddWithoutValidation(one.Key, one.Value)));
            Assert.Equal((401, CameBefore), (again.Status, again.Body));
        }
    }

    [Fact]
    public async Task An_idempotency_key_is_not_signed_and_makes_no_new_request()
    {
        await using var server = await Start();
        Assert.Equal(201, (await As(server).Post(Things, "{}", request => request.Headers.Add("Idempotency-Key", "one"))).Status);
        Assert.Equal(401, (await As(server).Post(Things, "{}", request => request.Headers.Add("Idempotency-Key", "two"))).Status);
    }

    [Fact]
    public async Task A_write_that_was_not_answered_in_time_may_have_been_carried_out_and_is_used_all_the_same()
    {
        await using var server = await Start();
        Assert.Equal(504, (await As(server).Post(At(Slow), "{}")).Status);
        Assert.Equal(401, (await As(server).Post(At(Slow), "{}")).Status);
        Assert.Equal(504, (await new SignedClient(server.Address, "alice", TestKeys.Mine) { At = _clock.GetUtcNow() }.Post(At(Slow), "{}")).Status);
    }

    [Fact]
    public async Task Signed_writes_wait_for_a_database_that_is_locked_and_the_same_bytes_may_come_again()
    {
        await using var server = await Start("pushy.storage.busy-timeout=1s");
        await using (var locker = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "signed-requests.db")}"))
        {
            await locker.OpenAsync();
            await using var writing = locker.BeginTransaction();
            var reply = await As(server).Post(Things, "{}");
            Assert.Equal((503, "1"), (reply.Status, reply.Header("Retry-After")));
        }

        Assert.Equal((201, 401), ((await As(server).Post(Things, "{}")).Status, (await As(server).Post(Things, "{}")).Status));
    }

    [Fact]
    public async Task A_read_that_its_route_says_to_have_effects_is_good_once_and_no_other()
    {
        await using var server = await Start();
        Assert.Equal((200, 401), ((await As(server).Get(At(Once))).Status, (await As(server).Get(At(Once))).Status));
    }

    [Fact]
    public async Task A_query_is_not_signed_and_makes_no_new_request()
    {
        await using var server = await Start();
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
        Assert.Equal(401, (await As(server).Post(Things + "?x=1", "{}")).Status);
    }

    [Fact]
    public async Task Reading_twice_is_no_replay()
    {
        await using var server = await Start();
        Assert.Equal(200, (await As(server).Get(Things)).Status);
        Assert.Equal(200, (await As(server).Get(Things)).Status);
    }

    [Fact]
    public async Task Where_it_is_turned_off_two_equal_writes_in_one_second_are_two_writes()
    {
        await using var server = await Start("pushy.sign-in.refuse-replays=false");
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
    }

    [Fact]
    public async Task At_the_bound_writes_wait_and_nothing_is_forgotten()
    {
        await using var server = await Start("pushy.sign-in.replay-entries=1", "pushy.sign-in.clock-skew=10s");
        var first = As(server);
        Assert.Equal(201, (await first.Post(Things, "{}")).Status);
        var later = await first.Post(Things, "{ }");
        Assert.Equal((503, "10"), (later.Status, later.Header("Retry-After")));
        Assert.Equal(401, (await first.Post(Things, "{}")).Status);
        Assert.Equal(200, (await first.Get(Things)).Status);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(201, (await As(server).Post(Things, "{ }")).Status);
    }

    [Fact]
    public async Task A_write_that_came_to_another_host_of_this_database_is_401()
    {
        await using var server = await Start();
        await using var host = await server.Beside(ThingServer.Map, services => services.AddSingleton<TimeProvider>(_clock));
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);

        var there = new SignedClient(host.Urls.First(), "alice", TestKeys.Mine) { At = _clock.GetUtcNow(), HasNonce = false };

        Assert.Equal(401, (await there.Post(Things, "{}")).Status);
        Assert.Equal(201, (await there.Post(Things, "{ }")).Status);
    }

    [Fact]
    public async Task What_is_over_leaves_the_database()
    {
        await using var server = await Start();
        var seen = server.Services.GetRequiredService<SeenRequests>();
        var now = _clock.GetUtcNow();
        Assert.True(await seen.Add(1, now.AddSeconds(10), now, default));

        Assert.True(await seen.Add(2, now.AddSeconds(30), now.AddSeconds(10), default));

        Assert.True(await seen.Add(1, now.AddSeconds(30), now.AddSeconds(10), default));
    }

    [Fact]
    public async Task A_request_that_is_not_proven_is_not_remembered()
    {
        await using var server = await Start();
        var liar = new SignedClient(server.Address, "alice", TestKeys.Other) { At = _clock.GetUtcNow() };
        Assert.Equal(401, (await liar.Post(Things, "{}")).Status);
        Assert.Equal(0, server.Services.GetRequiredService<ReplayGuard>().Count);
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
        Assert.Equal(1, server.Services.GetRequiredService<ReplayGuard>().Count);
    }

    private async Task<TestServer> Start(params string[] sets)
    {
        var server = await TestServer.Start(Map, services => services.AddSingleton<TimeProvider>(_clock), sets);
        await server.User("alice", admin: true);
        return server;
    }

    private static string At(string pattern) => pattern.Replace("{org}", "acme", StringComparison.Ordinal);

    private static void Map(RouteTable routes)
    {
        ThingServer.Map(routes);
        routes.Map(new Route("POST", Slow, Answer.JsonType, Permission.Member, _ => ValueTask.FromResult<Answer>(Refusal.GatewayTimeout)));
        routes.Map(new Route("GET", Once, Answer.JsonType, Permission.Member, _ => ValueTask.FromResult<Answer>(new Answer.Body(200, Answer.JsonType, "{}"u8.ToArray()))) { IsOneTime = true });
    }

    /// <summary>As clients without nonces sign.</summary>
    private SignedClient As(TestServer server) => new(server.Address, "alice", TestKeys.Mine) { At = _clock.GetUtcNow(), HasNonce = false };
}
