using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Signing;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.SignIn;

public sealed class ReplayTests
{
    private const string Things = ThingServer.Things;
    private readonly SettableClock _clock = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    [Theory]
    [InlineData(SigningVersion.V10)]
    [InlineData(SigningVersion.V11)]
    [InlineData(SigningVersion.V13)]
    public async Task A_write_that_comes_again_is_401(SigningVersion version)
    {
        await using var server = await Start("pushy.sign-in.refuse-replays=true");
        var alice = new SignedClient(server.Address, "alice", TestKeys.Mine) { At = _clock.GetUtcNow(), Version = version };
        Assert.Equal(201, (await alice.Post(Things, "{}")).Status);
        var again = await alice.Post(Things, "{}");
        Assert.Equal((401, """{"error":["this signed request came before; sign it anew"]}"""), (again.Status, again.Body));
        Assert.Equal(201, (await alice.Post(Things, "{ }")).Status);   // another body in the same second
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
    }

    [Fact]
    public async Task A_query_is_not_signed_and_makes_no_new_request()
    {
        await using var server = await Start("pushy.sign-in.refuse-replays=true");
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
        Assert.Equal(401, (await As(server).Post(Things + "?x=1", "{}")).Status);
    }

    [Fact]
    public async Task Reading_twice_is_no_replay()
    {
        await using var server = await Start("pushy.sign-in.refuse-replays=true");
        Assert.Equal(200, (await As(server).Get(Things)).Status);
        Assert.Equal(200, (await As(server).Get(Things)).Status);
    }

    [Fact]
    public async Task By_default_two_equal_writes_in_one_second_are_two_writes()
    {
        await using var server = await Start();
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
    }

    [Fact]
    public async Task At_the_bound_writes_wait_and_nothing_is_forgotten()
    {
        await using var server = await Start("pushy.sign-in.refuse-replays=true", "pushy.sign-in.replay-entries=1", "pushy.sign-in.clock-skew=10s");
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
        await using var server = await Start("pushy.sign-in.refuse-replays=true");
        await using var host = await server.Beside(ThingServer.Map, services => services.AddSingleton<TimeProvider>(_clock));
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);

        var there = new SignedClient(host.Urls.First(), "alice", TestKeys.Mine) { At = _clock.GetUtcNow() };

        Assert.Equal(401, (await there.Post(Things, "{}")).Status);
        Assert.Equal(201, (await there.Post(Things, "{ }")).Status);
    }

    [Fact]
    public async Task What_is_over_leaves_the_database()
    {
        await using var server = await Start("pushy.sign-in.refuse-replays=true");
        var seen = server.Services.GetRequiredService<SeenRequests>();
        var now = _clock.GetUtcNow();
        Assert.True(await seen.Add(1, now.AddSeconds(10), now, default));

        Assert.True(await seen.Add(2, now.AddSeconds(30), now.AddSeconds(10), default));

        Assert.True(await seen.Add(1, now.AddSeconds(30), now.AddSeconds(10), default));
    }

    [Fact]
    public async Task A_request_that_is_not_proven_is_not_remembered()
    {
        await using var server = await Start("pushy.sign-in.refuse-replays=true");
        var liar = new SignedClient(server.Address, "alice", TestKeys.Other) { At = _clock.GetUtcNow() };
        Assert.Equal(401, (await liar.Post(Things, "{}")).Status);
        Assert.Equal(0, server.Services.GetRequiredService<ReplayGuard>().Count);
        Assert.Equal(201, (await As(server).Post(Things, "{}")).Status);
        Assert.Equal(1, server.Services.GetRequiredService<ReplayGuard>().Count);
    }

    private async Task<TestServer> Start(params string[] sets)
    {
        var server = await TestServer.Start(ThingServer.Map, services => services.AddSingleton<TimeProvider>(_clock), sets);
        await server.User("alice", admin: true);
        return server;
    }

    private SignedClient As(TestServer server) => new(server.Address, "alice", TestKeys.Mine) { At = _clock.GetUtcNow() };
}
