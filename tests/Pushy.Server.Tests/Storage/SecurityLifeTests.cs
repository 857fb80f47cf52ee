using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Audit;
using Pushy.Server.Configuration;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Storage;

/// <summary>Rules, tokens and the audit log, the same on both databases.</summary>
public abstract class SecurityLifeTests(JobServer jobs)
{
    [SkippableFact]
    public async Task Rules_are_stored_with_every_character_and_removed()
    {
        var org = await jobs.Organization();
        const string Odd = "/écho '\"\\d+😀/";
        foreach (var rule in new[] { Odd, new string('x', 1000) })
            Assert.Equal(0, (await org.Server.Command("group", "rule", "add", org.Name, "admins", rule, "--nodes", "wéb*")).ExitCode);
        Assert.Equal(201, (await org.Alice.Post(org.Jobs, JsonSerializer.Serialize(new { command = "écho '\"7😀", nodes = new[] { "wéb1" } }))).Status);
        Assert.Equal(403, (await org.Alice.Post(org.Jobs, JsonSerializer.Serialize(new { command = "écho '\"7😀", nodes = new[] { "web1" } }))).Status);
        var listed = (await org.Server.Command("group", "rule", "list", org.Name, "admins")).Output;
        Assert.Contains($"\t{Odd}\twéb*\n", listed, StringComparison.Ordinal);
        Assert.Contains($"\t{new string('x', 1000)}\t", listed, StringComparison.Ordinal);
        Assert.Contains("has this rule already", (await org.Server.Command("group", "rule", "add", org.Name, "admins", Odd, "--nodes", "wéb*")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await org.Server.Command("group", "rule", "remove", org.Name, "admins", listed[..12])).ExitCode);
        Assert.Single((await org.Server.Command("group", "rule", "list", org.Name, "admins")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [SkippableFact]
    public async Task Tokens_are_made_listed_and_revoked()
    {
        var org = await jobs.Organization();
        Assert.Equal(0, (await org.Server.Command("token", "create", org.Name, "alice", "--name", "one 😀")).ExitCode);
        var made = JsonDocument.Parse((await org.Alice.Post(org.Path("tokens"), """{"name":"two","scope":"read"}""")).Body).RootElement;
        var id = made.GetProperty("id").GetString()!;
        Assert.Equal(0, (await org.Server.Command("token", "revoke", org.Name, "alice", "--id", id)).ExitCode);
        var listed = JsonDocument.Parse((await org.Alice.Get(org.Path("tokens"))).Body).RootElement.GetProperty("tokens").EnumerateArray().ToList();
        Assert.Equal(["one 😀", "two"], listed.Select(token => token.GetProperty("name").GetString()));
        Assert.Equal([false, true], listed.Select(token => token.TryGetProperty("revoked_at", out _)));
    }

    [SkippableFact]
    public async Task What_was_done_is_recorded_whatever_the_words()
    {
        var org = await jobs.Organization();
        await org.Alice.Post(org.Jobs, """{"command":"a b 'x' \"y\" 😀","nodes":["web1"]}""");
        await org.Alice.Post(org.Jobs, JsonSerializer.Serialize(new { command = new string('ö', 10_000), nodes = new[] { "web1" } }));
        var entries = await Eventually.See(
            async () => (await org.Get("audit?limit=10")).GetProperty("entries").EnumerateArray().ToList(), those => those.Count == 2);
        Assert.Equal($"'{new string('ö', 200)}…' on 1 node", entries[0].GetProperty("detail").GetString());
        Assert.Equal("'a b 'x' \"y\" 😀' on 1 node", entries[1].GetProperty("detail").GetString());
        Assert.True(entries[0].GetProperty("id").GetInt64() > entries[1].GetProperty("id").GetInt64());
    }

    [SkippableFact]
    public async Task The_log_is_bounded_by_number_and_age()
    {
        var org = await jobs.Organization();
        var store = org.Server.Services.GetRequiredService<AuditStore>();
        var now = DateTimeOffset.UtcNow;
        await store.Write(
            [.. Enumerable.Range(0, 1500).Select(n => new AuditEntry(now, org.Name, new("user", "alice"), "job.start", n.ToString(CultureInfo.InvariantCulture), "done"))], default);
        await store.Purge(new AuditOptions(TimeSpan.FromDays(1), 1000), now, default);
        Assert.InRange((await store.Read(org.Name, null, 5000, default)).Entries.Count, 900, 1000);   // other tests write, too
        await store.Purge(new AuditOptions(TimeSpan.FromDays(1), 1000), now.AddDays(1).AddMinutes(10), default);
        Assert.Empty((await store.Read(org.Name, null, 5000, default)).Entries);
    }
}

public sealed class SqliteSecurityLifeTests(JobServer jobs) : SecurityLifeTests(jobs), IClassFixture<JobServer>;

[Collection(OnPostgres.Name)]
public sealed class PostgresSecurityLifeTests : SecurityLifeTests
{
    public PostgresSecurityLifeTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, "PostgreSQL is not installed (Debian: apt-get install postgresql)");
}
