using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Storage;
using Pushy.Server.Tests.Web;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Audit;

/// <summary>Who did what, as the real server records it.</summary>
public abstract class AuditTests(JobServer jobs)
{
    [SkippableFact]
    public async Task A_job_that_was_started_and_stopped_is_recorded_without_its_file()
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Post(
            org.Jobs, """{"command":"deploy it","nodes":["web1","web2"],"file":"raw:hush-hush","env":{"PASSWORD":"hush-hush"}}""",
            request => request.Headers.Add("X-Request-Id", "deploy-7"));
        var id = reply.Header("Location")![^32..];
        await org.Alice.Post($"{org.Jobs}/{id}/abort", "");

        var entries = await Entries(org, 2);
        Assert.Equal(("job.abort", id, "done"), What(entries[0]));
        Assert.Equal(("job.start", id, "done"), What(entries[1]));
        Assert.Equal(
            ("user", "alice", "deploy-7", "127.0.0.1", "'deploy it' on 2 nodes", org.Name),
            (entries[1].GetProperty("identity").GetProperty("kind").GetString(), entries[1].GetProperty("identity").GetProperty("name").GetString(),
                entries[1].GetProperty("request_id").GetString(), entries[1].GetProperty("remote").GetString(), entries[1].GetProperty("detail").GetString(),
                entries[1].GetProperty("organization").GetString()));
        Assert.True((DateTimeOffset.UtcNow - entries[1].GetProperty("at").GetDateTimeOffset()).Duration() < TimeSpan.FromMinutes(1));
        Assert.DoesNotContain("hush-hush", string.Concat(entries), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_was_refused_is_recorded_once_and_then_counted()
    {
        var org = await jobs.Organization();
        for (var n = 0; n < 5; n++)
            await org.Bob.Post(org.Jobs, """{"command":"true","nodes":["web1"]}""");
        await org.Alice.Post(org.Jobs, """{"command":"true","nodes":["web1"]}""");
        var entries = await Entries(org, 2);
        Assert.Equal(2, entries.Count);
        Assert.Equal(("job.start", "", "refused"), What(entries[1]));
        Assert.Equal("User or client 'bob' does not have access to that action on this server.", entries[1].GetProperty("detail").GetString());
    }

    [SkippableFact]
    public async Task A_sign_in_that_failed_says_who_it_claimed_to_be()
    {
        var org = await jobs.Organization();
        await new SignedClient(org.Server.Address, "alice", TestKeys.Other).Get(org.Jobs);
        var entry = (await Entries(org, 1))[0];
        Assert.Equal(("sign-in", "", "refused"), What(entry));
        Assert.Equal("""{"kind":"claimed","name":"alice"}""", entry.GetProperty("identity").GetRawText());
        Assert.Equal("Invalid signature for user or client 'alice'", entry.GetProperty("detail").GetString());
    }

    [SkippableFact]
    public async Task A_token_is_named_and_never_shown()
    {
        var org = await jobs.Organization();
        var token = (await org.Server.Command("token", "create", org.Name, "alice", "--name", "ci")).Output.Trim();
        await SignedClient.Send(
            org.Server.Address, "POST", org.Jobs, """{"command":"true","nodes":["web1"]}""", request => request.Headers.Authorization = new("Bearer", token));
        var entries = await Entries(org, 2);
        Assert.Equal("""{"kind":"user","name":"alice","token":"ci"}""", entries[0].GetProperty("identity").GetRawText());
        Assert.Equal(("token create", "alice", "done"), What(entries[1]));
        Assert.Equal(("command", Environment.UserName), Identity(entries[1]));
        Assert.DoesNotContain(token, string.Concat(entries), StringComparison.Ordinal);
        Assert.DoesNotContain(SecretText.HashOf(token), string.Concat(entries), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_node_that_joined_is_recorded_with_its_join_token()
    {
        var org = await jobs.Organization();
        var token = (await org.Server.Command("join-token", "create", org.Name)).Output.Trim();
        var body = JsonSerializer.Serialize(new { token, node = "web7", public_key = TestKeys.MinePublic });
        Assert.Equal(201, (await SignedClient.Send(org.Server.Address, "POST", org.Path("join"), body)).Status);
        Assert.Equal(401, (await SignedClient.Send(org.Server.Address, "POST", org.Path("join"), body.Replace("web7", "web8", StringComparison.Ordinal))).Status);
        var entries = await Entries(org, 3);
        Assert.Equal(("sign-in", "", "refused"), What(entries[0]));
        Assert.Equal(("node.join", "", "done"), What(entries[1]));
        Assert.Equal($$"""{"kind":"node","name":"web7","token":"{{SecretText.HashOf(token)[..12]}}"}""", entries[1].GetProperty("identity").GetRawText());
        Assert.DoesNotContain(token, string.Concat(entries), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Commands_are_recorded_with_their_options_and_refusals()
    {
        var org = await jobs.Organization();
        await org.Server.Made(org.Server.Admin.CreateClient(org.Name, "ci", TestKeys.MinePublic, isNode: false, default));
        await org.Server.Command("group", "create", org.Name, "web");
        await org.Server.Command("group", "add", org.Name, "web", "ci", "--kind", "client");
        await org.Server.Command("group", "add", org.Name, "missing", "ci");
        await org.Server.Command("group", "rule", "add", org.Name, "web", "/chef.*/", "--nodes", "web*");
        await org.Server.Command("group", "rule", "list", org.Name, "web");
        var entries = await Entries(org, 4);
        Assert.Equal(
            [("group rule add", "web /chef.*/", "done"), ("group add", "missing ci", "refused"), ("group add", "web ci", "done"), ("group create", "web", "done")],
            entries.Select(What));
        Assert.Equal("--nodes web*", entries[0].GetProperty("detail").GetString());
        Assert.StartsWith("there is no group 'missing'", entries[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("--kind client", entries[2].GetProperty("detail").GetString());
    }

    [SkippableFact]
    public async Task Admins_of_the_organization_read_its_log_and_nobody_else()
    {
        var (org, other) = (await jobs.Organization("web1"), await jobs.Organization());
        await org.Post("web1");
        Assert.Equal(403, (await org.Bob.Get(org.Path("audit"))).Status);
        Assert.Equal(403, (await org.Server.As("web1").Get(org.Path("audit"))).Status);
        await Entries(org, 1);
        Assert.Equal("""{"entries":[]}""", (await other.Alice.Get(other.Path("audit"))).Body);
    }

    [SkippableFact]
    public async Task It_is_read_in_pages()
    {
        var org = await jobs.Organization();
        var ids = new List<string>();
        for (var n = 0; n < 5; n++)
            ids.Insert(0, await org.Post("web1"));
        await Entries(org, 5);
        var (read, cursor) = (new List<string>(), "");
        do
        {
            var page = JsonDocument.Parse((await org.Alice.Get(org.Path($"audit?limit=2&cursor={cursor}"))).Body).RootElement;
            read.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("object").GetString()!));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString()! : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(ids, read);
    }

    [SkippableTheory]
    [InlineData("limit=0", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=1001", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("cursor=x", "'cursor' is not one that this server gave; leave it out for the first page")]
    public async Task A_page_that_cannot_be_is_400(string query, string error)
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Get(org.Path($"audit?{query}"));
        Assert.Equal((400, $$"""{"error":["{{error}}"]}"""), (reply.Status, reply.Body));
    }

    [SkippableFact]
    public async Task The_command_shows_it_as_lines_and_as_json()
    {
        var org = await jobs.Organization();
        var id = await org.Post("web1");
        await Entries(org, 1);
        var lines = (await org.Server.Command("audit", "--org", org.Name)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith($"Z  done  user alice from 127.0.0.1  {org.Name} job.start {id}: 'true' on 1 node", Assert.Single(lines), StringComparison.Ordinal);
        var json = (await org.Server.Command("audit", "--json", "--limit", "1")).Output;
        Assert.True(JsonDocument.Parse(json).RootElement.GetProperty("id").GetInt64() > 0);
        Assert.Equal(2, (await org.Server.Command("audit", "--limit", "0")).ExitCode);
    }

    [SkippableFact]
    public async Task A_database_that_is_locked_delays_entries_and_loses_none()
    {
        await using var server = await TestServer.Start(sets: "pushy.storage.busy-timeout=1s");
        var alice = await server.User("alice", admin: true);
        var token = await server.Token("alice");
        await using (var locker = new SqliteConnection(server.Services.GetRequiredService<Database>().ConnectionString))
        {
            await locker.OpenAsync();
            await using var writing = locker.BeginTransaction();

            // By token: a signed write is written down there before it is carried out, see Signed_writes_wait_for_a_database_that_is_locked.
            Assert.Equal(201, (await SignedClient.Send(
                server.Address, "POST", "/organizations/acme/pushy/jobs", """{"command":"true","nodes":["web1"]}""", request => request.Headers.Add("Authorization", $"Bearer {token}"))).Status);
        }

        await Eventually.See(
            async () => (await alice.Get("/organizations/acme/pushy/audit")).Body, body => body.Contains("job.start", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task What_happened_last_before_the_server_ends_is_recorded()
    {
        await using var server = await TestServer.Start();
        var alice = await server.User("alice", admin: true);
        var bob = await server.User("bob");
        await alice.Post("/organizations/acme/pushy/jobs", """{"command":"true","nodes":["web1"]}""");
        for (var n = 0; n < 3; n++)
            await bob.Post("/organizations/acme/pushy/jobs", """{"command":"true","nodes":["web1"]}""");
        await server.Stop();
        var lines = (await server.Command("audit", "--org", "acme")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.EndsWith("(2 times)", lines[0], StringComparison.Ordinal);
        Assert.Contains("  done  user alice", lines[2], StringComparison.Ordinal);
    }

    /// <summary>The log of the organization, newest first, once it has so many entries.</summary>
    private static Task<List<JsonElement>> Entries(JobOrganization org, int count) => Eventually.See(
        async () => (await org.Get("audit")).GetProperty("entries").EnumerateArray().ToList(), entries => entries.Count >= count);

    private static (string?, string?, string?) What(JsonElement entry) =>
        (entry.GetProperty("action").GetString(), entry.GetProperty("object").GetString(), entry.GetProperty("outcome").GetString());

    private static (string?, string?) Identity(JsonElement entry) =>
        (entry.GetProperty("identity").GetProperty("kind").GetString(), entry.GetProperty("identity").GetProperty("name").GetString());
}

[Collection(JobTests.Name)]
public sealed class SqliteAuditTests(JobServer jobs) : AuditTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresAuditTests : AuditTests
{
    public PostgresAuditTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
