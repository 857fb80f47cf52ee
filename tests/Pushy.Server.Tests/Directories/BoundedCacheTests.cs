using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories;

public sealed class BoundedCacheTests
{
    private readonly SettableClock _clock = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    [Fact]
    public void An_answer_is_known_until_its_time_is_over()
    {
        var cache = new BoundedCache<string, int>(10, TimeSpan.FromSeconds(5), _clock);
        cache.Remember("a", 1, cache.AsOf);
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.True(cache.TryGet("a", out var value));
        Assert.Equal(1, value);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(cache.TryGet("a", out _));
    }

    [Fact]
    public void A_newer_answer_replaces_an_older_one_and_lives_anew()
    {
        var cache = new BoundedCache<string, int>(10, TimeSpan.FromSeconds(5), _clock);
        cache.Remember("a", 1, cache.AsOf);
        _clock.Advance(TimeSpan.FromSeconds(4));
        cache.Remember("a", 2, cache.AsOf);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True(cache.TryGet("a", out var value));
        Assert.Equal(2, value);
    }

    [Fact]
    public void What_is_over_makes_room_first()
    {
        var cache = new BoundedCache<int, int>(2, TimeSpan.FromSeconds(5), _clock);
        cache.Remember(1, 1, cache.AsOf);
        _clock.Advance(TimeSpan.FromSeconds(3));
        cache.Remember(2, 2, cache.AsOf);
        _clock.Advance(TimeSpan.FromSeconds(3));
        cache.Remember(3, 3, cache.AsOf);
        Assert.False(cache.TryGet(1, out _));
        Assert.True(cache.TryGet(2, out _));
        Assert.True(cache.TryGet(3, out _));
    }

    [Fact]
    public void There_are_never_more_answers_than_allowed()
    {
        var cache = new BoundedCache<int, int>(100, TimeSpan.FromSeconds(5), _clock);
        for (var i = 0; i < 10_000; i++)
            cache.Remember(i, i, cache.AsOf);
        Assert.InRange(Enumerable.Range(0, 10_000).Count(i => cache.TryGet(i, out _)), 1, 100);
    }

    [Fact]
    public void A_lifetime_of_zero_remembers_nothing()
    {
        var cache = new BoundedCache<string, int>(10, TimeSpan.Zero, _clock);
        cache.Remember("a", 1, cache.AsOf);
        Assert.False(cache.TryGet("a", out _));
    }
}
