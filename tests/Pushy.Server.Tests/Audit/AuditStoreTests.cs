using Pushy.Contracts.Audit;
using Pushy.Server.Audit;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Tests.Audit;

public sealed class AuditStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;
    private AuditStore _store = null!;

    public async Task InitializeAsync()
    {
        var options = PushyConfig.Load([], [$"pushy.storage.path={_folder}"], []).Options.Storage;
        var database = new Database(options);
        await Schema.Migrate(options, database, default);
        _store = new AuditStore(database);
    }

    public Task DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_is_written_is_read_newest_first_in_pages()
    {
        await _store.Write([.. Enumerable.Range(0, 5).Select(n => Entry($"job{n}", Noon.AddSeconds(n)))], default);
        await _store.Write([Entry("other", Noon) with { Organization = "evil" }], default);
        var first = await _store.Read("acme", null, 3, default);
        Assert.Equal(["job4", "job3", "job2"], first.Entries.Select(entry => entry.Target));
        var second = await _store.Read("acme", long.Parse(first.Next!, System.Globalization.CultureInfo.InvariantCulture), 3, default);
        Assert.Equal(["job1", "job0"], second.Entries.Select(entry => entry.Target));
        Assert.Null(second.Next);
        Assert.Equal(6, (await _store.Read(null, null, 100, default)).Entries.Count);
    }

    [Fact]
    public async Task All_of_an_entry_comes_back()
    {
        var entry = Entry("j", Noon.AddMicroseconds(7)) with
        {
            By = new AuditIdentity("user", "älice") { Token = "ci" },
            Detail = "'it''s' \"x\" 😀",
            RequestId = "r1",
            Remote = "::1",
            Count = 5_000_000_000,
        };
        await _store.Write([entry], default);
        var read = Assert.Single((await _store.Read("acme", null, 10, default)).Entries);
        Assert.Equal(
            new AuditDocument(read.Id, entry.At, "acme", entry.By, "job.start", "j", "done") { Detail = entry.Detail, RequestId = "r1", Remote = "::1", Count = 5_000_000_000 },
            read);
    }

    [Fact]
    public async Task A_clients_words_are_cut_and_cleaned()
    {
        var dirty = Entry(new string('x', 300), Noon) with { Detail = "a\0b\nc\ud800d" + new string('y', 10_000), Organization = "\u0085" };
        await _store.Write([dirty.Cleaned()], default);
        var read = Assert.Single((await _store.Read(null, null, 10, default)).Entries);
        Assert.Equal(new string('x', 255) + "…", read.Target);
        Assert.Equal("?", read.Organization);
        Assert.StartsWith("a?b?c\ufffdd", read.Detail, StringComparison.Ordinal);
        Assert.Equal(501, read.Detail!.Length);
    }

    [Fact]
    public async Task What_is_too_old_is_deleted_in_steps()
    {
        await _store.Write([.. Enumerable.Range(0, 2500).Select(n => Entry($"old{n}", Noon.AddSeconds(n)))], default);
        await _store.Write([Entry("young", Noon.AddDays(1))], default);
        await _store.Purge(new AuditOptions(TimeSpan.FromHours(1), 1000), Noon.AddDays(1).AddMinutes(5), default);
        Assert.Equal(["young"], (await _store.Read(null, null, 10, default)).Entries.Select(entry => entry.Target));
    }

    [Fact]
    public async Task The_oldest_of_too_many_are_deleted()
    {
        await _store.Write([.. Enumerable.Range(0, 3456).Select(n => Entry($"e{n}", Noon))], default);
        await _store.Purge(new AuditOptions(TimeSpan.FromDays(1), 1000), Noon, default);
        var left = (await _store.Read(null, null, 5000, default)).Entries;
        Assert.Equal((1000, "e3455", "e2456"), (left.Count, left[0].Target, left[^1].Target));
        await _store.Purge(new AuditOptions(TimeSpan.FromDays(1), 1000), Noon, default);
        Assert.Equal(1000, (await _store.Read(null, null, 5000, default)).Entries.Count);
    }

    private static AuditEntry Entry(string target, DateTimeOffset at) =>
        new(at, "acme", new AuditIdentity("user", "alice"), "job.start", target, AuditOutcome.Done);
}
