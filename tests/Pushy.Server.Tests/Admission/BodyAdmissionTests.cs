using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Signing;
using Pushy.Server.Admission;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Admission;

/// <summary>What a body may cost before it is known who sent it.</summary>
public sealed class BodyAdmissionTests : IAsyncLifetime
{
    private const string Things = ThingServer.Things;
    private const string Token = "pushy_test";
    private const int Large = 900_000;

    private TestServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(ThingServer.Map, sets: ["pushy.http.body-memory=2MB", "pushy.http.body-memory-per-sender=1MB", "pushy.http.body-timeout=1s"]);
        await _server.User("alice", admin: true);
        await _server.Made(_server.Admin.AddToken("acme", "alice", SecretText.HashOf(Token), TokenScope.Write, TimeSpan.FromHours(1), default));
        await _server.Made(_server.Admin.AddToken("acme", "alice", SecretText.HashOf("pushy_late"), TokenScope.Write, TimeSpan.Zero, default));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public static TheoryData<string, int> Nonsense => new()
    {
        { Bearer("pushy_nonsense"), 401 },
        { Bearer("pushy_late"), 401 },
        { Signed("nobody", Things), 401 },
        { Signed("alice", "/organizations/bogus/pushy/things"), 404 },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Who_is_not_there_is_refused_before_a_large_body_is_read(string proof, int status)
    {
        var path = status == 404 ? "/organizations/bogus/pushy/things" : Things;
        await using var request = await Begun.Of(_server.Address, path, $"{proof}Content-Length: {Large}\r\n");

        Assert.StartsWith($"HTTP/1.1 {status}", await request.Answer(), StringComparison.Ordinal);
        Assert.Contains("Connection: close", await request.Answer(), StringComparison.Ordinal);
        Assert.Equal(0, Held);
    }

    [Fact]
    public async Task A_chunked_body_of_nobody_is_read_no_further_than_a_small_one()
    {
        await using var request = await Begun.Of(_server.Address, Things, $"{Bearer("pushy_nonsense")}Transfer-Encoding: chunked\r\n");
        await request.Send($"{BodyAdmission.SmallBytes + 1:x}\r\n{new string(' ', BodyAdmission.SmallBytes + 1)}\r\n");
        Assert.StartsWith("HTTP/1.1 401", await request.Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_body_that_is_bad_is_told_to_whoever_is_proven_and_nobody_else()
    {
        var large = "bad" + new string(' ', Large);
        Assert.Equal(201, (await _server.As("alice").Post(Things, large)).Status);   // only "bad" alone is: so it was looked at
        Assert.Equal(401, (await new SignedClient(_server.Address, "alice", TestKeys.Other).Post(Things, large)).Status);
        Assert.Equal(400, (await new SignedClient(_server.Address, "alice", TestKeys.Other).Post(Things, "bad")).Status);   // of a small one it is told first
    }

    [Fact]
    public async Task A_stranger_may_send_no_large_body_at_all() =>
        Assert.Equal((413, """{"error":"JSON must be no more than 16384 bytes."}"""),
            await Essence(SignedClient.Send(_server.Address, "POST", "/organizations/acme/pushy/join", new string(' ', BodyAdmission.SmallBytes + 1))));

    [Fact]
    public async Task Unproven_bodies_that_fill_their_room_get_503_and_leave_the_others_theirs()
    {
        // Given somebody who signed rightly from here, and then others who use the name.
        Assert.Equal(201, (await _server.As("alice").Post(Things, "{}")).Status);
        await _server.User("bob");
        await using var first = await Begun.Of(_server.Address, Things, $"{Signed("bob", Things)}Content-Length: {Large}\r\n");
        await first.Send(new string(' ', Large - 1));
        await Eventually.See(HeldNow, held => held >= Large - 1);

        // When there is no room for more of them.
        await using var second = await Begun.Of(_server.Address, Things, $"{Signed("bob", Things)}Content-Length: {Large}\r\n");
        await second.Send(new string(' ', Large / 2));

        // Then that is told, and whoever is known still gets through.
        var answer = await second.Answer();
        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 1", answer, StringComparison.Ordinal);
        Assert.Contains("pushy.http.body-memory-per-sender", answer, StringComparison.Ordinal);
        Assert.Equal(201, (await _server.As("alice").Post(Things, new string(' ', Large))).Status);
        Assert.Equal(201, (await SignedClient.Send(_server.Address, "POST", Things, new string(' ', Large), request => request.Headers.Add("Authorization", $"Bearer {Token}"))).Status);
        Assert.StartsWith("HTTP/1.1 408", await first.Answer(), StringComparison.Ordinal);
        await Eventually.See(HeldNow, held => held == 0);
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_is_408_and_the_connection_ends()
    {
        await using var request = await Begun.Of(_server.Address, Things, $"{Bearer(Token)}Content-Length: {Large}\r\n");
        await request.Send("{");
        var answer = await request.Answer();
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("pushy.http.body-timeout", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Room_is_taken_for_what_came_and_not_for_what_was_promised()
    {
        await using var request = await Begun.Of(_server.Address, Things, $"{Bearer(Token)}Content-Length: {Large}\r\n");
        await request.Send("{");
        Assert.InRange(await Eventually.See(HeldNow, held => held > 0), 1, BodyAdmission.SmallBytes);
    }

    private long Held => _server.Services.GetRequiredService<BodyBudget>().Held;

    private Task<long> HeldNow() => Task.FromResult(Held);

    private static async Task<(int, string)> Essence(Task<Reply> reply) => ((await reply).Status, (await reply).Body);

    private static string Bearer(string token) => $"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n";

    /// <summary>Well-formed, and of another body.</summary>
    private static string Signed(string name, string path) => string.Concat(
        RequestSigning.Sign(TestKeys.Mine, SigningVersion.V13, name, "POST", path, RandomNumberGenerator.GetBytes(8), DateTimeOffset.UtcNow).Select(one => $"{one.Key}: {one.Value}\r\n"));

    /// <summary>A request whose headers were sent.</summary>
    private sealed class Begun : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // the machine may be busy with other tests

        private readonly TcpClient _client = new();
        private string? _answer;

        public static async Task<Begun> Of(string address, string path, string headers)
        {
            var (begun, to) = (new Begun(), new Uri(address));
            await begun._client.ConnectAsync(to.Host, to.Port);
            await begun.Send($"POST {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
            return begun;
        }

        public Task Send(string text) => _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

        /// <summary>Headers and error; what is left of our body may reset the connection behind them.</summary>
        public async Task<string> Answer()
        {
            if (_answer is not null)
                return _answer;
            using var patience = new CancellationTokenSource(Patience);
            var (text, buffer) = (new StringBuilder(), new byte[4096]);
            try
            {
                while (!(text.Length > 0 && text[^1] == '}') && await _client.GetStream().ReadAsync(buffer, patience.Token) is > 0 and var count)
                    text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
            catch (IOException)
            {
                // it was closed with bytes unread
            }

            return _answer = text.ToString();
        }

        public ValueTask DisposeAsync()
        {
            _client.Dispose();
            return default;
        }
    }
}
