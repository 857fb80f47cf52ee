using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Agents;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Feeds;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary>How much of a job whom it is shown to: a node, a reader, who started it.</summary>
public abstract class JobSightTests(JobServer jobs)
{
    private const string Secret = "hush-hush";

    [SkippableFact]
    public async Task A_node_reads_the_jobs_that_name_it_and_others_are_as_if_they_were_not()
    {
        var org = await jobs.Organization("web1", "web2");
        var (mine, others) = (await org.Post("web1"), await org.Post("web2"));
        var web1 = org.Server.As("web1");
        foreach (var id in new[] { mine, others })
            await org.Job(id, "quorum_failed");
        await org.Gone(others);

        Assert.Equal(200, (await web1.Get($"{org.Jobs}/{mine}")).Status);
        foreach (var below in new[] { "", "/nodes", "/output/web2/stdout", "/output/web1/stdout", "/output/web2/stdout?follow=true" })
            Assert.Equal(Essence(await web1.Get($"{org.Jobs}/{new string('0', 32)}{below}")), Essence(await web1.Get($"{org.Jobs}/{others}{below}")));
        Assert.Equal(404, (await web1.Get($"{org.Jobs}/{others}", request => request.Headers.TryAddWithoutValidation("If-None-Match", "*"))).Status);
        Assert.Equal(404, (await web1.Get(org.Path($"job_status_feed/{others}"))).Status);
    }

    [SkippableFact]
    public async Task Lists_and_their_pages_have_a_nodes_own_jobs_alone()
    {
        var org = await jobs.Organization("web1", "web2");
        var mine = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            mine.Add(await org.Post("web1"));
            await org.Post("web2");
        }

        await Eventually.See(() => org.Get("jobs"), list => list.GetArrayLength() == 10);
        var web1 = org.Server.As("web1");
        Assert.Equal(mine, Ids(await web1.Get(org.Jobs)));

        var (seen, sizes) = (new List<string>(), new List<int>());
        for (var path = $"{org.Jobs}?limit=2"; path is not null;)
        {
            var page = await web1.Get(path);
            seen.AddRange(Ids(page));
            sizes.Add(Ids(page).Count);
            path = page.Header("X-Next-Cursor") is { } cursor ? $"{org.Jobs}?limit=2&cursor={cursor}" : null;
        }

        Assert.Equal(mine.AsEnumerable().Reverse(), seen);
        Assert.Equal([2, 2, 1], sizes);
        Assert.Equal(5, Ids(await web1.Get($"{org.Jobs}?node=web1")).Count);
        Assert.Empty(Ids(await web1.Get($"{org.Jobs}?node=web2")));
        Assert.Equal(10, Ids(await org.Bob.Get(org.Jobs)).Count);
    }

    [SkippableFact]
    public async Task Of_its_own_job_a_node_sees_its_own_part_and_how_many_others_are_where()
    {
        var org = await jobs.Organization("web1", "web2", "web3");
        await using var agent = await org.Agent("web1");
        await using var other = await org.Agent("web2");
        var id = await org.Post(new { command = "true", nodes = new[] { "web1", "web2", "web3" }, quorum = 2, capture_output = true, env = new { PASSWORD = Secret } });
        await Task.WhenAll(agent.Start(), other.Start());
        await agent.End(new AgentMessage.Succeeded(id) { Stdout = "one", Stderr = "" });
        await other.End(new AgentMessage.Succeeded(id) { Stdout = "two", Stderr = "" });
        await org.Job(id, "complete");

        var web1 = new SignedClient(org.Server.Address, "web1", TestKeys.Mine) { ServerApiVersion = 1 };
        var reply = await web1.Get($"{org.Jobs}/{id}");
        var job = Parsed(reply);
        Assert.Equal("""{"succeeded":["web1"]}""", job.GetProperty("nodes").GetRawText());
        Assert.Equal((2, 1), (job.GetProperty("node_counts").GetProperty("succeeded").GetInt32(), job.GetProperty("node_counts").GetProperty("unavailable").GetInt32()));
        Assert.Equal("""["PASSWORD"]""", job.GetProperty("env_names").GetRawText());
        Assert.DoesNotContain(Secret, reply.Body, StringComparison.Ordinal);
        Assert.Equal(304, (await web1.Get($"{org.Jobs}/{id}", request => request.Headers.TryAddWithoutValidation("If-None-Match", reply.Header("ETag")))).Status);
        Assert.NotEqual(reply.Header("ETag"), (await org.Knife.Get($"{org.Jobs}/{id}")).Header("ETag"));

        Assert.Equal(["web1"], Parsed(await web1.Get($"{org.Jobs}/{id}/nodes")).GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node").GetString()));
        Assert.Equal("one", (await web1.Get($"{org.Jobs}/{id}/output/web1/stdout")).Body);
        Assert.Equal(404, (await web1.Get($"{org.Jobs}/{id}/output/web2/stdout")).Status);
        Assert.Empty(Parsed(await web1.Get(org.Path("nodes/web2"))).GetProperty("jobs").EnumerateArray());
        Assert.Single(Parsed(await web1.Get(org.Path("nodes/web1"))).GetProperty("jobs").EnumerateArray());
    }

    [SkippableFact]
    public async Task A_nodes_feeds_tell_of_its_own_part_in_its_own_jobs()
    {
        var org = await jobs.Organization("web1", "web2");
        await using var agent = await org.Agent("web1");
        await using var all = await FeedClient.Open(org.Server.Address, org.Path("job_status_feed"), "web1");
        await org.Job(await org.Post("web2"), "quorum_failed");
        var id = await org.Post(new { command = "true", nodes = new[] { "web1", "web2" }, quorum = 1, env = new { PASSWORD = Secret } });
        await agent.Start();
        await using var feed = await FeedClient.Open(org.Server.Address, org.Path($"job_status_feed/{id}"), "web1");
        await agent.End(new AgentMessage.Succeeded(id));
        var told = await feed.All();

        Assert.Equal(["start", "quorum_vote web1 success", "quorum_succeeded", "run_start web1", "run_complete web1 success", "job_complete complete"], told.Words());
        Assert.Equal("""["PASSWORD"]""", told[0].Data.GetProperty("env_names").GetRawText());
        Assert.False(told[0].Data.TryGetProperty("env", out _));

        var ofOrganization = await all.Next(2);
        Assert.Equal([id, id], ofOrganization.Select(news => news.Text("job")));
        Assert.DoesNotContain(Secret, string.Concat(ofOrganization), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Values_of_variables_and_the_file_are_for_who_started_the_job_and_for_administrators()
    {
        var org = await jobs.Organization("web1");
        await org.Server.Made(org.Server.Admin.CreateGroup(org.Name, "pushy_job_writers", default));
        await org.Server.Made(org.Server.Admin.AddToGroup(org.Name, "pushy_job_writers", "user", "bob", default));
        await org.Server.Made(org.Server.Admin.CreateUser(org.Name, org.Name + "carol", TestKeys.MinePublic, false, default));
        var carol = org.Server.As(org.Name + "carol");
        await using var feeds = await FeedClient.Open(org.Server.Address, org.Path("job_status_feed"), org.Name + "carol");
        var made = await org.Bob.Post(org.Jobs, JsonSerializer.Serialize(new { command = "true", nodes = new[] { "web1" }, env = new { PASSWORD = Secret, B = "1" }, file = "base64:aHVzaC1odXNo" }));
        var id = made.Header("Location")![^32..];
        await org.Job(id, "quorum_failed");
        await org.Gone(id);

        foreach (var one in new[] { org.Alice, org.Bob })
        {
            var whole = Parsed(await one.Get($"{org.Jobs}/{id}?include_file=true"));
            Assert.Equal((Secret, "base64:aHVzaC1odXNo"), (whole.GetProperty("env").GetProperty("PASSWORD").GetString(), whole.GetProperty("file").GetString()));
            Assert.False(whole.TryGetProperty("env_names", out _));
            Assert.Equal(Secret, Parsed(await one.Get(org.Jobs))[0].GetProperty("env").GetProperty("PASSWORD").GetString());
        }

        var reply = await carol.Get($"{org.Jobs}/{id}?include_file=true");
        var job = Parsed(reply);
        Assert.Equal(("""["B","PASSWORD"]""", true, 9), (job.GetProperty("env_names").GetRawText(), job.GetProperty("file_specified").GetBoolean(), job.GetProperty("file_bytes").GetInt32()));
        Assert.False(job.TryGetProperty("env", out _) || job.TryGetProperty("file", out _));
        Assert.Equal(304, (await carol.Get($"{org.Jobs}/{id}?include_file=true", request => request.Headers.TryAddWithoutValidation("If-None-Match", reply.Header("ETag")))).Status);

        var list = await carol.Get(org.Jobs);
        Assert.Equal("""["B","PASSWORD"]""", Parsed(list)[0].GetProperty("env_names").GetRawText());
        await using var feed = await FeedClient.Open(org.Server.Address, org.Path($"job_status_feed/{id}"), org.Name + "carol");
        var all = string.Concat(await feed.All()) + string.Concat(await feeds.Next(2)) + list.Body;
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.Contains("env_names", all, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Who_later_bears_the_name_of_who_started_a_job_did_not()
    {
        var org = await jobs.Organization("web1");
        var name = org.Name + "dave";
        var (admin, removal) = (org.Server.Admin, org.Server.Services.GetRequiredService<DirectoryRemoval>());
        await org.Server.Made(admin.CreateUser(org.Name, name, TestKeys.MinePublic, true, default));
        var made = await org.Server.As(name).Post(org.Jobs, JsonSerializer.Serialize(new { command = "true", nodes = new[] { "web1" }, env = new { PASSWORD = Secret } }));
        var id = made.Header("Location")![^32..];
        await org.Job(id, "quorum_failed");
        await org.Server.Made(removal.DeleteUser(name, default));

        await org.Server.Made(admin.CreateUser(org.Name, name, TestKeys.MinePublic, false, default));
        Assert.DoesNotContain(Secret, (await org.Server.As(name).Get($"{org.Jobs}/{id}")).Body, StringComparison.Ordinal);
        await org.Server.Made(removal.DeleteUser(name, default));
        await org.Server.Made(admin.CreateClient(org.Name, name, TestKeys.MinePublic, isNode: true, default));
        Assert.Equal(404, (await org.Server.As(name).Get($"{org.Jobs}/{id}")).Status);
    }

    [SkippableFact]
    public async Task Where_a_group_says_who_reads_its_list_alone_counts_for_nodes_too()
    {
        var org = await jobs.Organization("web1", "web2");
        var (mine, others) = (await org.Post("web1"), await org.Post("web2"));
        await org.Job(others, "quorum_failed");
        await org.Server.Made(org.Server.Admin.CreateGroup(org.Name, "pushy_job_readers", default));
        await org.Server.Made(org.Server.Admin.AddToGroup(org.Name, "pushy_job_readers", "node", "web1", default));
        Assert.Equal(200, (await org.Server.As("web1").Get($"{org.Jobs}/{others}")).Status);
        Assert.Equal(2, Ids(await org.Server.As("web1").Get(org.Jobs)).Count);
        Assert.Equal(403, (await org.Server.As("web2").Get($"{org.Jobs}/{mine}")).Status);
    }

    /// <summary>A client that is no node is a reader as ever.</summary>
    [SkippableFact]
    public async Task An_API_client_reads_all_jobs()
    {
        var org = await jobs.Organization("web1");
        await org.Server.Made(org.Server.Admin.CreateClient(org.Name, "ci", TestKeys.MinePublic, isNode: false, default));
        var id = await org.Post("web1");
        Assert.Equal(200, (await org.Server.As("ci").Get($"{org.Jobs}/{id}")).Status);
    }

    [SkippableFact]
    public async Task Who_stops_a_job_is_told_how_it_stands_and_no_secrets()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post(new { command = "true", nodes = new[] { "web1" }, env = new { PASSWORD = Secret } });
        await agent.Hear<ServerMessage.Commit>();
        await org.Server.Made(org.Server.Admin.CreateGroup(org.Name, "pushy_job_writers", default));
        await org.Server.Made(org.Server.Admin.AddToGroup(org.Name, "pushy_job_writers", "user", "bob", default));
        var stopped = await org.Bob.Post($"{org.Jobs}/{id}/abort", "");
        Assert.Equal((200, "aborted"), (stopped.Status, Parsed(stopped).GetProperty("status").GetString()));
        Assert.DoesNotContain(Secret, stopped.Body, StringComparison.Ordinal);
    }

    private static JsonElement Parsed(Reply reply)
    {
        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        return JsonDocument.Parse(reply.Body).RootElement;
    }

    private static List<string> Ids(Reply reply) => [.. Parsed(reply).EnumerateArray().Select(job => job.GetProperty("id").GetString()!)];

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);
}

[Collection(JobTests.Name)]
public sealed class SqliteJobSightTests(JobServer jobs) : JobSightTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresJobSightTests : JobSightTests
{
    public PostgresJobSightTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}

/// <summary>With the settings that bring the old way back.</summary>
public sealed class OldSightServer : JobServer
{
    public override Task InitializeAsync() => Start(["pushy.permissions.nodes-read-all-jobs=true", "pushy.permissions.readers-see-env=true"]);
}

public sealed class OldSightTests(OldSightServer jobs) : IClassFixture<OldSightServer>
{
    [Fact]
    public async Task Settings_bring_back_that_every_reader_reads_all()
    {
        var org = await jobs.Organization("web1", "web2");
        var id = await org.Post(new { command = "true", nodes = new[] { "web2" }, env = new { A = "1" }, file = "raw:x" });
        foreach (var reader in new[] { org.Bob, org.Server.As("web1") })
        {
            using var job = JsonDocument.Parse((await reader.Get($"{org.Jobs}/{id}?include_file=true")).Body);
            Assert.Equal(("1", "raw:x"), (job.RootElement.GetProperty("env").GetProperty("A").GetString(), job.RootElement.GetProperty("file").GetString()));
            Assert.Equal(1, JsonDocument.Parse((await reader.Get(org.Jobs)).Body).RootElement.GetArrayLength());
        }
    }
}
