using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.SignIn;

public sealed class TokenTests : IAsyncLifetime
{
    private const string Things = ThingServer.Things;
    private readonly SettableClock _clock = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));
    private TestServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(ThingServer.Map, services => services.AddSingleton<TimeProvider>(_clock));
        await _server.User("alice", admin: true);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_token_stands_for_its_user()
    {
        var token = await Token(TokenScope.Write);
        Assert.Equal((200, "User alice in acme, Seed"), Essence(await Send("GET", token)));
        Assert.Equal(201, (await Send("POST", token)).Status);
    }

    [Fact]
    public async Task A_token_that_may_only_read_is_403_for_writing()
    {
        var token = await Token(TokenScope.Read);
        Assert.Equal(200, (await Send("GET", token)).Status);
        Assert.Equal((403, """{"error":["this token may only read"]}"""), Essence(await Send("POST", token)));
    }

    [Fact]
    public async Task A_token_that_nobody_made_is_401()
    {
        var reply = await Send("GET", "pushy_invented");
        Assert.Equal((401, """{"error":["the token is unknown, expired or revoked"]}"""), Essence(reply));
        Assert.Equal("Bearer error=\"invalid_token\"", reply.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_token_ends_at_its_time_though_it_is_remembered()
    {
        var token = await Token(TokenScope.Write, TimeSpan.FromSeconds(4));
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(200, (await Send("GET", token)).Status);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, (await Send("GET", token)).Status);
    }

    [Fact]
    public async Task A_revoked_token_ends_within_five_seconds()
    {
        var token = await Token(TokenScope.Write);
        Assert.Equal(200, (await Send("GET", token)).Status);
        await _server.Made(_server.Admin.RevokeTokens("acme", "alice", default));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, (await Send("GET", token)).Status);
    }

    [Fact]
    public async Task A_token_is_for_one_organization()
    {
        await _server.Made(_server.Admin.CreateOrganization("evil", "Evil", default));
        var token = await Token(TokenScope.Write);
        Assert.Equal(401, (await Send("GET", token, "/organizations/evil/pushy/things")).Status);
        Assert.Equal(404, (await Send("GET", token, "/organizations/bogus/pushy/things")).Status);
    }

    [Fact]
    public async Task A_signature_counts_before_a_token()
    {
        var signed = new SignedClient(_server.Address, "alice", TestKeys.Other) { At = _clock.GetUtcNow() };
        var token = await Token(TokenScope.Write);
        Assert.Equal(401, (await signed.Get(Things, request => request.Headers.Authorization = new("Bearer", token))).Status);
    }

    [Fact]
    public async Task Another_scheme_is_no_sign_in() =>
        Assert.Equal(400, (await SignedClient.Send(_server.Address, "GET", Things, null, request => request.Headers.Authorization = new("Basic", "YTpi"))).Status);

    [Fact]
    public async Task Only_the_hash_of_a_token_is_stored()
    {
        var token = await Token(TokenScope.Write);
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(_server.Folder))
            Assert.DoesNotContain(token, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
    }

    private async Task<string> Token(TokenScope scope, TimeSpan? lifetime = null)
    {
        var token = SecretText.New("pushy_");
        await _server.Made(_server.Admin.AddToken("acme", "alice", SecretText.HashOf(token), scope, lifetime ?? TimeSpan.FromDays(1), default));
        return token;
    }

    private Task<Reply> Send(string method, string token, string path = Things) =>
        SignedClient.Send(_server.Address, method, path, method == "POST" ? "{}" : null, request => request.Headers.Authorization = new("Bearer", token));

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);
}
