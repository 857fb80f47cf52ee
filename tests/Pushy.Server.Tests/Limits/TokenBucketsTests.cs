using Pushy.Server.Limits;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Limits;

public sealed class TokenBucketsTests
{
    private readonly SettableClock _clock = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    [Fact]
    public void A_full_bucket_gives_its_burst_and_then_what_comes_back()
    {
        var buckets = new TokenBuckets<string>(perSecond: 2, burst: 3, most: 10, _clock);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => buckets.Take("a") == TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(0.5), buckets.Take("a"));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(TimeSpan.Zero, buckets.Take("a"));
        Assert.NotEqual(TimeSpan.Zero, buckets.Take("a"));
        _clock.Advance(TimeSpan.FromHours(1));   // it does not save up more than it holds
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => buckets.Take("a") == TimeSpan.Zero));
    }

    [Fact]
    public void Each_key_has_a_bucket_of_its_own()
    {
        var buckets = new TokenBuckets<string>(1, 1, 10, _clock);
        Assert.Equal(TimeSpan.Zero, buckets.Take("a"));
        Assert.NotEqual(TimeSpan.Zero, buckets.Take("a"));
        Assert.Equal(TimeSpan.Zero, buckets.Take("b"));
    }

    [Fact]
    public void Looking_takes_nothing()
    {
        var buckets = new TokenBuckets<string>(1, 1, 10, _clock);
        Assert.Equal(TimeSpan.Zero, buckets.Look("a"));
        Assert.Equal(0, buckets.Count);
        Assert.Equal(TimeSpan.Zero, buckets.Take("a"));
        Assert.NotEqual(TimeSpan.Zero, buckets.Look("a"));
    }

    [Fact]
    public void Keys_beyond_the_bound_share_a_bucket()
    {
        var buckets = new TokenBuckets<int>(1, 2, most: 2, _clock);
        buckets.Take(1);
        buckets.Take(2);
        Assert.Equal([true, true, false], new[] { 3, 4, 5 }.Select(key => buckets.Take(key) == TimeSpan.Zero));
        Assert.Equal(2, buckets.Count);
        Assert.Equal(TimeSpan.Zero, buckets.Take(1));   // its own one still has a token
    }

    [Fact]
    public void Looking_beyond_the_bound_sees_the_bucket_that_is_shared_there()
    {
        var buckets = new TokenBuckets<int>(1, 1, most: 1, _clock);
        buckets.Take(1);
        Assert.Equal(TimeSpan.Zero, buckets.Look(2));
        Assert.Equal(TimeSpan.Zero, buckets.Take(3));
        Assert.Equal(TimeSpan.FromSeconds(1), buckets.Look(2));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, buckets.Look(2));   // there is room again
    }

    [Fact]
    public void Full_buckets_make_room()
    {
        var buckets = new TokenBuckets<int>(1, 2, most: 2, _clock);
        buckets.Take(1);
        buckets.Take(2);
        _clock.Advance(TimeSpan.FromSeconds(2));
        buckets.Take(3);
        Assert.Equal(1, buckets.Count);
    }

    [Fact]
    public void Zero_a_second_is_no_limit()
    {
        var buckets = new TokenBuckets<string>(0, 1, 10, _clock);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(TimeSpan.Zero, buckets.Take("a")));
        Assert.Equal(0, buckets.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_pace_no_more_is_given_than_burst_and_rate_allow(int seed)
    {
        var (random, given, passed) = (new Random(seed), 0, TimeSpan.Zero);
        var buckets = new TokenBuckets<int>(5, 10, 1, _clock);
        for (var n = 0; n < 10_000; n++)
        {
            var pause = TimeSpan.FromMilliseconds(random.Next(100));
            _clock.Advance(pause);
            passed += pause;
            given += buckets.Take(1) == TimeSpan.Zero ? 1 : 0;
            Assert.True(given <= 10 + (5 * passed.TotalSeconds) + 1e-6);
        }

        Assert.True(given > 4.9 * passed.TotalSeconds);   // 20 a second are asked for
    }
}
