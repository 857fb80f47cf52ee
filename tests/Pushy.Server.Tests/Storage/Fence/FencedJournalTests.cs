using System.Diagnostics;
using System.Globalization;
using Pushy.Server.Storage;
using Xunit.Abstractions;

namespace Pushy.Server.Tests.Storage.Fence;

/// <summary>Two hosts that both believe to have the same actor: the journal's unique key lets one of them write.</summary>
public abstract class FencedJournalTests(TestStorage storage, ITestOutputHelper output) : IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        await storage.InitializeAsync();
        await Schema.Migrate(storage.Options, storage.Database, default);
    }

    public Task DisposeAsync() => storage.DisposeAsync();

    [SkippableFact]
    public async Task Of_two_who_write_the_same_one_wins_and_the_other_is_told_nothing_good()
    {
        await using var left = new JournalHost(storage);
        await using var right = new JournalHost(storage);
        for (var time = 0; time < 20; time++)
        {
            var id = $"{time}";
            var (one, other) = (await left.Counter(id), await right.Counter(id));
            var sums = await Task.WhenAll(JournalHost.Add(one, 1), JournalHost.Add(other, 2));

            var winner = Assert.Single(sums, sum => sum is not null);
            Assert.Equal(winner, await JournalHost.Sum(await right.Counter(id)));   // the loser's host reads what the winner wrote
            Assert.Equal(winner, await JournalHost.Sum(await left.Counter(id)));
        }
    }

    /// <summary>On PostgreSQL they share inserts: the journal writes one at a time, and what comes meanwhile goes into the next.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Who_has_lost_takes_nobody_else_along(int losers)
    {
        const int Innocent = 200;
        await using var left = new JournalHost(storage);
        await using var right = new JournalHost(storage);
        var lost = await Task.WhenAll(Enumerable.Range(0, losers).Select(n => left.Counter($"lost-{n}")));
        var others = await Task.WhenAll(Enumerable.Range(0, Innocent).Select(n => left.Counter($"other-{n}")));
        foreach (var n in Enumerable.Range(0, losers))
            Assert.Equal(5, await JournalHost.Add(await right.Counter($"lost-{n}"), 5));

        var since = Stopwatch.GetTimestamp();
        var between = Innocent / (losers + 1);
        var sums = await Task.WhenAll(others.SelectMany((other, n) => n % between == 1 && n / between < losers ? [lost[n / between], other] : new[] { other })
            .Select(counter => JournalHost.Add(counter, 1)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Innocent} writes beside {losers} that lost: {Stopwatch.GetElapsedTime(since).TotalMilliseconds:f0} ms"));

        Assert.Equal(losers, sums.Count(sum => sum is null));
        Assert.Equal(Innocent, sums.Count(sum => sum == 1));
        Assert.All(await Task.WhenAll(others.Select(counter => JournalHost.Add(counter, 1))), sum => Assert.Equal(2, sum));
    }

    /// <summary>A job may move to another host and back. Each host's journal signs what it writes, and none may be taken for dead.</summary>
    [SkippableFact]
    public async Task Events_of_a_host_that_got_its_actor_back_are_all_read()
    {
        await using var left = new JournalHost(storage);
        await using var right = new JournalHost(storage);
        for (var time = 0; time < 3; time++)
        {
            Assert.Equal((2 * time) + 1, await JournalHost.Add(await left.Counter("x"), 1));
            Assert.Equal((2 * time) + 2, await JournalHost.Add(await right.Counter("x"), 1));
        }

        Assert.Equal(6, await JournalHost.Sum(await left.Counter("x")));
    }
}

public sealed class SqliteFencedJournalTests(ITestOutputHelper output) : FencedJournalTests(new SqliteStorage(), output);

public sealed class PostgresFencedJournalTests(ITestOutputHelper output) : FencedJournalTests(new PostgresStorage(), output);
