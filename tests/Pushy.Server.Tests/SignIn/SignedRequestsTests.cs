using Pushy.Server.SignIn;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.SignIn;

public sealed class SignedRequestsTests
{
    private static readonly (string, string) Alice = ("acme", "alice");
    private static readonly (string, string) Bob = ("acme", "bob");

    private readonly SettableClock _clock = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public void What_is_forgotten_leaves_nothing_however_often()
    {
        var requests = new SignedRequests(most: 2, TimeSpan.FromSeconds(10), _clock);
        for (var n = 0; n < 1_000; n++)
        {
            Assert.Equal(Freshness.New, requests.Take(1, Now, Alice));
            requests.Forget(1, Now);
        }

        Assert.Equal(0, requests.Count);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Freshness.New, requests.Take(1, Now, Alice));
        Assert.Equal(1, requests.Count);
    }

    [Fact]
    public void A_forgotten_request_that_came_again_is_kept_until_its_own_end()
    {
        var requests = new SignedRequests(most: 10, TimeSpan.FromSeconds(10), _clock);
        var signedAt = Now;
        requests.Take(1, signedAt, Alice);
        requests.Forget(1, signedAt);
        Assert.Equal(Freshness.New, requests.Take(1, signedAt, Alice));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(Freshness.Seen, requests.Take(1, signedAt, Alice));
        _clock.Advance(TimeSpan.FromSeconds(1));
        requests.Take(2, Now, Alice);
        Assert.Equal(1, requests.Count);
    }

    [Fact]
    public void One_identity_has_half_of_the_room_and_keeps_nobody_out()
    {
        var requests = new SignedRequests(most: 4, TimeSpan.FromSeconds(10), _clock);
        Assert.Equal([Freshness.New, Freshness.New, Freshness.Unknown], new UInt128[] { 1, 2, 3 }.Select(one => requests.Take(one, Now, Alice)));
        Assert.Equal(Freshness.Seen, requests.Take(1, Now, Alice));
        Assert.Equal([Freshness.New, Freshness.New, Freshness.Unknown], new UInt128[] { 4, 5, 6 }.Select(one => requests.Take(one, Now, Bob)));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([Freshness.New, Freshness.New, Freshness.Unknown], new UInt128[] { 7, 8, 9 }.Select(one => requests.Take(one, Now, Alice)));
    }

    [Fact]
    public void A_timestamp_ahead_of_the_clock_is_kept_as_long_as_it_is_taken()
    {
        var requests = new SignedRequests(most: 10, TimeSpan.FromSeconds(10), _clock);
        var ahead = Now.AddSeconds(9);
        requests.Take(1, ahead, Alice);
        _clock.Advance(TimeSpan.FromSeconds(18));
        Assert.Equal(Freshness.Seen, requests.Take(1, ahead, Alice));
    }
}
