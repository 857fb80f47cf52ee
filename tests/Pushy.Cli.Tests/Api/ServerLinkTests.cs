using System.Net;
using Pushy.Cli.Api;

namespace Pushy.Cli.Tests.Api;

public sealed class ServerLinkTests : IDisposable
{
    private static readonly Uri One = new("http://one:1");
    private static readonly Uri Two = new("http://two:2");

    private readonly Wire _wire = new();
    private readonly HastyClock _clock = new();
    private readonly TokenCredential _token = new("pushy_secret");
    private readonly HttpClient _http;

    public ServerLinkTests() => _http = new HttpClient(_wire);

    [Fact]
    public async Task A_server_that_cannot_be_reached_or_cannot_serve_is_left_for_the_next_one()
    {
        _wire.IsSilent();
        _wire.Answers(HttpStatusCode.ServiceUnavailable, "");
        _wire.Answers(HttpStatusCode.OK, "here");

        var answer = await Get(Link(One, Two, new Uri("http://three:3")));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(["one", "two", "three"], Asked());
    }

    [Fact]
    public async Task The_one_that_answered_is_asked_first_from_then_on()
    {
        _wire.IsSilent();
        _wire.Answers(HttpStatusCode.OK, "");
        _wire.Answers(HttpStatusCode.OK, "");
        var link = Link(One, Two);

        await Get(link);
        await Get(link);

        Assert.Equal(["one", "two", "two"], Asked());
    }

    [Fact]
    public async Task All_are_tried_three_times_with_pauses_between_the_rounds_before_it_is_given_up()
    {
        for (var i = 0; i < 6; i++)
            _wire.IsSilent();

        var failed = await Assert.ThrowsAsync<RequestFailedException>(() => Get(Link(One, Two)));

        Assert.Equal(["one", "two", "one", "two", "one", "two"], Asked());
        Assert.Equal([300, 1500], _clock.Waits.Where(wait => wait > TimeSpan.Zero).Select(wait => wait.TotalMilliseconds));
        Assert.Contains("tried were one:1, two:2", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Status);
        Assert.True(failed.NeverSent);
        Assert.DoesNotContain("pushy_secret", failed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task A_refusal_is_an_answer(HttpStatusCode status)
    {
        _wire.Answers(status, "");

        Assert.Equal(status, (await Get(Link(One, Two))).Status);
        Assert.Equal(["one"], Asked());
    }

    [Fact]
    public async Task What_changes_something_is_sent_again_with_the_same_key_and_not_in_the_same_second()
    {
        _wire.IsSilent(HttpRequestError.ResponseEnded);
        _wire.Answers(HttpStatusCode.GatewayTimeout, "");
        _wire.Answers(HttpStatusCode.Created, "");

        await Link(One, Two).SendAsync(HttpMethod.Post, "/x", "body"u8.ToArray(), "application/json", default, "key-1");

        Assert.Equal(["one", "two", "one"], Asked());
        Assert.All(_wire.Sent, sent => Assert.Equal(("key-1", "body"), (sent.Headers["Idempotency-Key"], sent.Body)));
        Assert.All(_clock.Waits, wait => Assert.InRange(wait.TotalSeconds, 1.1, 2));
        Assert.Equal(2, _clock.Waits.Count);
    }

    [Fact]
    public async Task Only_a_connection_that_was_never_made_is_known_to_have_carried_nothing()
    {
        _wire.IsSilent(HttpRequestError.ResponseEnded);
        _wire.IsSilent();
        _wire.IsSilent();

        var failed = await Assert.ThrowsAsync<RequestFailedException>(() =>
            Link(One).SendAsync(HttpMethod.Post, "/x", [], "application/json", default, "key-1"));

        Assert.False(failed.NeverSent);
    }

    [Fact]
    public async Task A_lone_server_gets_the_time_that_it_asks_for_up_to_a_limit()
    {
        _wire.Answers(HttpStatusCode.TooManyRequests, "", ("Retry-After", "3"));
        _wire.Answers(HttpStatusCode.ServiceUnavailable, "", ("Retry-After", "3600"));
        _wire.Answers(HttpStatusCode.OK, "");

        await Get(Link(One));

        Assert.Equal([3, 5], _clock.Waits.Select(wait => wait.TotalSeconds));
    }

    public void Dispose()
    {
        _http.Dispose();
        _wire.Dispose();
        _token.Dispose();
    }

    private static Task<Answer> Get(ServerLink link) => link.SendAsync(HttpMethod.Get, "/x", [], "application/json", default);

    private ServerLink Link(params Uri[] servers) => new(_http, servers, _token, _clock);

    private IEnumerable<string> Asked() => _wire.Sent.Select(sent => sent.Uri.Host);
}
