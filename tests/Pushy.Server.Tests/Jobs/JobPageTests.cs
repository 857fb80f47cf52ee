using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>GET …/jobs</c> with parameters: newest first, in pages, filtered.</summary>
public abstract class JobPageTests(JobServer jobs)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task Pages_follow_each_other_newest_first_while_jobs_are_added()
    {
        var org = await jobs.Organization();
        var posted = new List<string>();
        for (var i = 0; i < 7; i++)
            posted.Add(await org.Post("web1"));
        await Eventually.See(() => org.Get("jobs"), list => list.GetArrayLength() == 7);

        var (seen, sizes) = (new List<string>(), new List<int>());
        var path = $"{org.Jobs}?limit=3";
        while (path is not null)
        {
            var reply = await org.Alice.Get(path);
            Assert.Equal((200, "application/json", "no-store"), (reply.Status, reply.Header("Content-Type"), reply.Header("Cache-Control")));
            var ids = Ids(reply);
            seen.AddRange(ids);
            sizes.Add(ids.Count);
            path = Next(reply);
            Assert.Equal(path is null, reply.Header("X-Next-Cursor") is null);
            if (path is not null)
                Assert.EndsWith($"&cursor={reply.Header("X-Next-Cursor")}", path, StringComparison.Ordinal);
            await org.Post("web2");
        }

        Assert.Equal(posted.AsEnumerable().Reverse(), seen);
        Assert.Equal([3, 3, 1], sizes);
    }

    [SkippableFact]
    public async Task An_entry_of_a_page_is_that_of_the_whole_list_in_either_dialect()
    {
        var org = await jobs.Organization();
        var id = await org.Post(new { command = "true", nodes = new[] { "web1" }, user = "root", env = new { A = "1" }, file = "raw:x", capture_output = true });
        await org.Job(id, "quorum_failed");
        await Eventually.See(() => org.Get("jobs"), list => list[0].GetProperty("status").GetString() == "quorum_failed");
        foreach (var client in new[] { org.Alice, org.Knife })
            Assert.Equal((await client.Get(org.Jobs)).Body, (await client.Get(org.Jobs + "?limit=1")).Body);
    }

    [SkippableFact]
    public async Task An_entry_tells_on_how_many_nodes_its_job_failed_where_that_is_asked_for()
    {
        var org = await jobs.Organization("web1", "web2", "web3");
        var agents = new[] { await org.Agent("web1"), await org.Agent("web2") };
        var id = await org.Post(new { command = "true", nodes = new[] { "web1", "web2", "web3" }, quorum = 2 });
        await Task.WhenAll(agents.Select(agent => agent.Start()));
        await org.Job(id, "running", 2);
        Assert.False((await org.Get("jobs?outcome=true"))[0].TryGetProperty("outcome", out _));   // not yet

        await agents[0].End(new AgentMessage.Failed(id) { ExitStatus = 1 });
        await agents[1].End(new AgentMessage.Succeeded(id));

        var listed = await Eventually.See(() => org.Get("jobs?outcome=true"), list => list[0].GetProperty("status").GetString() == "complete");
        Assert.Equal("""{"nodes":3,"succeeded":1,"failed":1}""", listed[0].GetProperty("outcome").GetRawText());
        foreach (var query in new[] { "", "?limit=1", "?outcome=false" })
            Assert.False((await org.Get("jobs" + query))[0].TryGetProperty("outcome", out _));
        foreach (var agent in agents)
            await agent.DisposeAsync();
    }

    [SkippableFact]
    public async Task Each_filter_and_all_together_choose_what_they_say()
    {
        var org = await jobs.Organization();
        var some = await Fill(org);
        Assert.Equal("9876543210", await Found("limit=10"));
        Assert.Equal("9876543210", await Found("limit=&cursor="));
        Assert.Equal("97531", await Found("status=timed_out"));
        Assert.Equal("9630", await Found("node=web3"));
        Assert.Equal("", await Found("node=web%C3%A9"));
        Assert.Equal("", await Found("node="));
        Assert.Equal("840", await Found("command=" + Uri.EscapeDataString("deploy 'a' & b%")));
        Assert.Equal("", await Found("command=deploy"));
        Assert.Equal("50", await Found("user=bob"));
        Assert.Equal("98765", await Found("created_after=2026-05-01T12:05:00Z"));
        Assert.Equal("98765", await Found("created_after=Fri,%2001%20May%202026%2012:05:00%20GMT"));
        Assert.Equal("9876", await Found("created_after=2026-05-01T12:05:00.000001Z"));
        Assert.Equal("43210", await Found("created_before=2026-05-01T14:05:00%2B02:00"));
        Assert.Equal("876", await Found("created_after=2026-05-01T12:06:00Z&created_before=2026-05-01T12:09:00Z"));
        Assert.Equal("0", await Found("status=complete&node=web3&command=" + Uri.EscapeDataString("deploy 'a' & b%") + "&user=bob&created_after=2026-01-01T00:00:00Z&created_before=2027-01-01T00:00:00Z"));
        Assert.Equal("", await Found("status=complete&node=web3&user=bob&created_after=2026-05-01T12:00:01Z"));
        Assert.Equal("3", await Found("node=web3&status=timed_out&limit=1&created_before=2026-05-01T12:09:00Z"));
        Assert.Equal("", await Found("status=voting"));

        async Task<string> Found(string query)
        {
            var reply = await org.Bob.Get($"{org.Jobs}?{query}");
            Assert.True(reply.Status == 200, reply.Body);
            return string.Concat(Ids(reply).Select(id => some.IndexOf(id)));
        }
    }

    [SkippableFact]
    public async Task Filters_hold_from_page_to_page()
    {
        var org = await jobs.Organization();
        var some = await Fill(org);
        foreach (var (query, expected) in new[] { ("node=web3", "9630"), ("status=timed_out", "97531"), ("status=timed_out&node=web3", "93"), ("command=" + Uri.EscapeDataString("deploy 'a' & b%"), "840") })
        {
            var (seen, path) = ("", $"{org.Jobs}?{query}&limit=1");
            while (path is not null)
            {
                var reply = await org.Alice.Get(path);
                seen += some.IndexOf(Assert.Single(Ids(reply)));
                path = Next(reply);
            }

            Assert.Equal(expected, seen);
        }
    }

    [SkippableFact]
    public async Task Another_organizations_jobs_are_in_no_page()
    {
        var (org, other) = (await jobs.Organization(), await jobs.Organization());
        await Fill(org);
        foreach (var query in new[] { "limit=9", "node=web3", "status=complete", "user=bob", "command=x", "created_before=2027-01-01T00:00:00Z" })
            Assert.Equal("[]", (await other.Alice.Get($"{other.Jobs}?{query}")).Body);
    }

    [SkippableFact]
    public async Task A_job_over_many_nodes_is_found_by_each()
    {
        var org = await jobs.Organization();
        var id = await org.Post([.. Enumerable.Range(0, 3_000).Select(n => $"n{n}")]);
        await Eventually.See(() => org.Get("jobs"), list => list.GetArrayLength() == 1);
        foreach (var node in new[] { "n0", "n1234", "n2999" })
            Assert.Equal([id], Ids(await org.Alice.Get($"{org.Jobs}?node={node}")));
        Assert.Empty(Ids(await org.Alice.Get($"{org.Jobs}?node=n3000")));
    }

    [SkippableTheory]
    [InlineData("node")]
    [InlineData("command")]
    [InlineData("user")]
    public async Task Odd_texts_are_looked_for_and_endless_ones_are_not(string parameter)
    {
        var org = await jobs.Organization();
        foreach (var odd in new[] { "%00", "%F0%9F%98%80", "'%3B--", "%ff", new string('x', 2_000) })
            Assert.Equal("[]", (await org.Alice.Get($"{org.Jobs}?{parameter}={odd}")).Body);
        var reply = await org.Alice.Get($"{org.Jobs}?{parameter}={new string('x', 2_001)}");
        Assert.Equal((400, $$"""{"error":["'{{parameter}}' has 2001 characters; allowed are 2000"]}"""), (reply.Status, reply.Body));
    }

    [SkippableFact]
    public async Task A_job_of_before_whose_command_has_a_NUL_is_listed_and_found()
    {
        var org = await jobs.Organization();
        var id = await org.Before("a\0b", "web1");
        Assert.Equal([id], Ids(await Eventually.See(() => org.Alice.Get($"{org.Jobs}?command=a%00b"), reply => Ids(reply).Count > 0)));
        Assert.Equal("a\0b", (await org.Job(id)).GetProperty("command").GetString());
    }

    /// <summary>Ten jobs, one a minute from noon on: odd ones timed out; every third for web3; every fourth a deploy; every fifth bob's.</summary>
    private static async Task<List<string>> Fill(JobOrganization org)
    {
        var id = await org.Post("web1");
        await org.Gone(id);
        var model = org.Server.Services.GetRequiredService<JobReadModel>();   // jobs of other days cannot be posted
        var job = (await model.FindFinished(new JobId(id), default))!;
        var ids = new List<string>();
        for (var n = 0; n < 10; n++)
        {
            ids.Add(org.Id[^12..] + n.ToString("d20", CultureInfo.InvariantCulture));
            string[] nodes = n % 3 == 0 ? ["web1", "web3"] : ["web1"];
            var spec = job.Spec with
            {
                Id = new JobId(ids[n]),
                Command = n % 4 == 0 ? "deploy 'a' & b%" : "true",
                RequestedBy = n % 5 == 0 ? "bob" : "alice",
                Nodes = [.. nodes.Select(node => new Domain.Nodes.NodeName(node))],
            };
            await model.Write([new JobState.Finished(
                spec, Domain.Nodes.NodeBoard.Of(spec.Nodes).End(_ => true, new Domain.Nodes.NodeEnding.VoteTimeout(), Noon), Noon.AddMinutes(n), Noon.AddMinutes(n + 1),
                n % 2 == 1 ? JobStatus.TimedOut : JobStatus.Complete)]);
        }

        await using var data = org.Server.Services.GetRequiredService<Pushy.Server.Storage.Database>().Open();
        foreach (var table in new[] { ("jobs", "id"), ("job_nodes", "job_id") })
        {
            await using var delete = data.OpenDbConnection().CreateCommand();
            delete.CommandText = $"delete from {table.Item1} where {table.Item2} = '{id}'";
            await delete.ExecuteNonQueryAsync();
        }

        return ids;
    }

    private static List<string> Ids(Reply reply) => [.. JsonDocument.Parse(reply.Body).RootElement.EnumerateArray().Select(job => job.GetProperty("id").GetString()!)];

    /// <summary>The path of the next page.</summary>
    private static string? Next(Reply reply)
    {
        if (reply.Header("Link") is not { } link)
            return null;
        Assert.Matches("^<[^>]+>; rel=\"next\"$", link);
        return link[1..link.IndexOf('>', StringComparison.Ordinal)];
    }
}

[Collection(JobTests.Name)]
public sealed class SqliteJobPageTests(JobServer jobs) : JobPageTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresJobPageTests : JobPageTests
{
    public PostgresJobPageTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
