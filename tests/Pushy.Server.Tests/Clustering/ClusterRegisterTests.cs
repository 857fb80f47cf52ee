using Pushy.Domain.Clustering;
using Pushy.Server.Clustering;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Clustering;

/// <summary>Who may form a cluster, on SQLite and on PostgreSQL.</summary>
public sealed class ClusterRegisterTests : IAsyncLifetime
{
    private static readonly HostIdentity One = Some("10.0.0.1:10004"), Two = Some("10.0.0.2:10004"), Three = Some("10.0.0.3:10004");

    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;
    private readonly SettableClock _clock = new(DateTimeOffset.UtcNow);
    private ClusterRegister _register = null!;

    public async Task InitializeAsync()
    {
        var options = new StorageOptions(StorageProvider.Sqlite, _folder, "", TimeSpan.FromSeconds(5));
        var database = new Database(options);
        await Schema.Migrate(options, database, default);
        _register = new ClusterRegister(database, _clock);
    }

    public Task DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_first_host_forms_a_cluster_and_the_next_joins_it()
    {
        Assert.Empty(await TryForm(One));
        Assert.Equal([new HostAddress("10.0.0.1", 10004)], await TryForm(Two));
    }

    [Fact]
    public async Task A_host_that_starts_again_is_not_in_its_own_way()
    {
        await TryForm(One);
        Assert.Empty(await TryForm(Some(One.Address)));
    }

    [Fact]
    public async Task A_host_that_did_not_write_for_long_is_in_nobodys_way()
    {
        await TryForm(One);
        _clock.Advance(ClusterRegister.StaleAfter - TimeSpan.FromMilliseconds(1));
        Assert.NotEmpty(await TryForm(Two));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Empty(await TryForm(Two));
        Assert.Equal([Two.Address], (await _register.Read(default)).Hosts.Select(host => host.Address));
    }

    [Fact]
    public async Task A_host_stays_in_the_register_by_writing_that_it_is_there()
    {
        await TryForm(One);
        _clock.Advance(ClusterRegister.StaleAfter / 2);
        await Beat(One);
        _clock.Advance(ClusterRegister.StaleAfter / 2);
        var (hosts, now) = await _register.Read(default);
        Assert.NotEmpty(await TryForm(Two));
        Assert.Equal(now - ClusterRegister.StaleAfter, StoredTime.FromStored(hosts.Single().StartedAt));
    }

    [Fact]
    public async Task A_host_that_left_is_in_nobodys_way_and_its_successor_stays()
    {
        await TryForm(One);
        await _register.Leave(One, default);
        Assert.Empty(await TryForm(Two));
        await _register.Leave(Some(Two.Address), default);   // an earlier start of the same host says goodbye late
        Assert.NotEmpty(await TryForm(One));
    }

    [Fact]
    public async Task The_first_hosts_name_of_the_cluster_counts()
    {
        var id = await _register.Claim("main", default);
        Assert.Equal(id, await _register.Claim("main", default));
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => _register.Claim("other", default));
        Assert.Contains("pushy.cluster.name", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_on_its_own_keeps_off_a_database_that_a_cluster_uses()
    {
        await _register.CheckUnused(default);
        await TryForm(One);
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => _register.CheckUnused(default));
        Assert.Contains("pushy.cluster.enabled", refused.Message, StringComparison.Ordinal);
        _clock.Advance(ClusterRegister.StaleAfter);
        await _register.CheckUnused(default);
    }

    [SkippableFact]
    public async Task Of_many_hosts_that_start_at_once_on_PostgreSQL_one_forms_the_cluster()
    {
        Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
        await using var postgres = await PostgresServer.Start();
        var options = new StorageOptions(StorageProvider.PostgreSql, "", await postgres.Create("pushy"), TimeSpan.FromSeconds(5));
        var database = new Database(options);
        await Schema.Migrate(options, database, default);
        var register = new ClusterRegister(database, TimeProvider.System);

        var asked = await Task.WhenAll(Enumerable.Range(1, 12).Select(async i =>
        {
            await register.Claim("main", default);
            return (await register.TryForm(Some($"10.0.0.{i}:10004"), default)).Others;
        }));
        Assert.Single(asked, others => others.Count == 0);
        Assert.All(asked.Where(others => others.Count > 0), others => Assert.Single(others));
    }

    [Fact]
    public async Task A_host_learns_that_others_took_it_for_gone()
    {
        await _register.Claim("main", default);
        var (_, first) = await _register.TryForm(One, default);
        Assert.Equal((first, first), ((await _register.TryForm(Two, default)).Epoch, (await Beat(One)).Epoch));
        _clock.Advance(ClusterRegister.StaleAfter);
        var (_, second) = await _register.TryForm(Two, default);
        Assert.True(second > first);
        Assert.Equal(second, (await Beat(One)).Epoch);
    }

    [Fact]
    public async Task A_host_that_is_cut_off_from_an_older_one_is_put_out_for_all_to_read_and_may_come_again_after_a_new_start()
    {
        await TryForm(One);
        await Steady(One, Two);

        await Beat(One, Two.Address);

        Assert.Null((await Beat(One)).WhyOut);
        var told = await Beat(Two);
        Assert.Equal("it and 10.0.0.1:10004 could not reach each other", told.WhyOut);
        Assert.Equal([false, true], told.Hosts.OrderBy(host => host.Address).Select(host => host.IsOut));
        Assert.Null((await Beat(Some(Two.Address))).WhyOut);
    }

    [Fact]
    public async Task The_last_host_that_writes_puts_out_all_others()
    {
        await TryForm(One);
        await Steady(One, Two, Three);

        foreach (string[] unreachable in (string[][])[[], [], [One.Address, Two.Address]])
        {
            _clock.Advance(ClusterRegister.BeatEvery);
            await Beat(Three, unreachable);
        }

        var sight = await Beat(Three);
        Assert.Null(sight.WhyOut);
        Assert.Equal([One.Address, Two.Address], sight.Hosts.Where(host => host.IsOut).Select(host => host.Address).Order());
    }

    [Fact]
    public async Task After_a_time_in_which_nobody_could_write_the_first_to_write_puts_out_nobody_until_the_others_had_time_to()
    {
        await TryForm(One);
        await Steady(One, Two);
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.DoesNotContain((await Beat(One)).Hosts, host => host.IsOut);
        for (var seconds = 0; seconds < 6; seconds++)
        {
            Assert.DoesNotContain((await Beat(One)).Hosts, host => host.IsOut);
            _clock.Advance(ClusterRegister.BeatEvery);
        }

        Assert.Contains((await Beat(One)).Hosts, host => host.IsOut);
    }

    [Fact]
    public async Task A_host_that_was_put_out_is_nobody_to_join()
    {
        await TryForm(One);
        await Steady(One, Two);
        await Beat(One, Two.Address);

        Assert.Equal([One.Address], (await TryForm(Three)).Select(host => host.ToString()));
    }

    /// <summary>They write for so long that they may judge; each started after the one before.</summary>
    private async Task Steady(params HostIdentity[] hosts)
    {
        for (var seconds = 0; seconds <= Referee.SteadyFor.TotalSeconds; seconds++)
        {
            foreach (var host in hosts)
            {
                await Beat(host);
                _clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            _clock.Advance(ClusterRegister.BeatEvery);
        }

        foreach (var host in hosts)
            await Beat(host);
    }

    private Task<RegisterSight> Beat(HostIdentity host, params string[] unreachable) => _register.Beat(host, uid: 1, unreachable, default);

    private async Task<IReadOnlyList<HostAddress>> TryForm(HostIdentity host) => (await _register.TryForm(host, default)).Others;

    private static HostIdentity Some(string address) => new(address, Guid.NewGuid().ToString("N"), "1.0.0");
}
