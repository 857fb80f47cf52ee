using System.Globalization;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Feeds;

/// <summary>What a job's feed tells, over HTTP (feeds.md §4 to §6).</summary>
public abstract class JobFeedTests(JobServer jobs)
{
    [SkippableFact]
    public async Task A_reader_who_comes_while_the_job_runs_gets_what_was_and_then_what_happens_and_then_the_end()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await org.Job(id, "running", 1);

        await using var feed = await org.Feed(id);
        var before = await feed.Next(4);
        await agent.End(new AgentMessage.Succeeded(id));
        var after = await feed.All();

        Assert.Equal(["start", "quorum_vote web1 success", "quorum_succeeded", "run_start web1"], before.Words());
        Assert.Equal(["run_complete web1 success", "job_complete complete"], after.Words());
        Assert.Equal(["job-1", "job-2", "job-3", "job-4", "job-5", "job-6"], before.Concat(after).Select(news => news.Id));
        AssertTimesRise(before.Concat(after));
    }

    [SkippableFact]
    public async Task The_answer_begins_at_once_with_its_headers_and_is_never_cached_or_buffered()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Hear<ServerMessage.Commit>();

        await using var feed = await org.Feed(id, lastEventId: "job-1");   // nothing follows yet

        var response = feed.Response;
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
        Assert.True(response.Headers.TransferEncodingChunked);
    }

    [SkippableFact]
    public async Task Start_tells_all_that_was_asked_for_but_never_the_file()
    {
        var org = await jobs.Organization();
        var id = await org.Post(new
        {
            command = "chef-client",
            nodes = new[] { "web1", "web2" },
            quorum = 1,
            run_timeout = 4,
            user = "root",
            dir = "/tmp",
            env = new Dictionary<string, string> { ["A"] = "1\n2", ["B"] = "ü" },
            file = "raw:foo",
            capture_output = true,
        });

        var start = (await org.Told(id))[0].Data;

        Assert.Equal(
            """{"command":"chef-client","run_timeout":4,"quorum":1,"node_count":2,"user":"alice","job_user":"root","dir":"/tmp","env":{"A":"1\n2","B":"ü"},"file_specified":true,"capture":true}""",
            "{" + start.GetRawText()[(start.GetRawText().IndexOf(',', StringComparison.Ordinal) + 1)..]);
    }

    [SkippableFact]
    public async Task Start_leaves_out_what_was_not_given()
    {
        var org = await jobs.Organization();
        var id = await org.Post("web1");

        var start = (await org.Told(id))[0].Data;

        Assert.Equal(["timestamp", "command", "run_timeout", "quorum", "node_count", "user", "capture"], start.EnumerateObject().Select(member => member.Name));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}Z$", start.GetProperty("timestamp").GetString());
    }

    [SkippableFact]
    public async Task Readers_at_the_same_time_each_get_every_event()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await using var one = await org.Feed(id);
        await using var other = await org.Feed(id);
        await agent.Start();
        await agent.End(new AgentMessage.Failed(id));

        var told = await one.All();

        Assert.Equal(["start", "quorum_vote web1 success", "quorum_succeeded", "run_start web1", "run_complete web1 failure", "job_complete complete"], told.Words());
        Assert.Equal(told.Select(news => news.ToString()), (await other.All()).Select(news => news.ToString()));
    }

    [SkippableFact]
    public async Task A_reader_who_comes_back_gets_what_follows_and_nothing_twice()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        List<FeedNews> first;
        await using (var feed = await org.Feed(id))
            first = await feed.Next(3);

        await using var back = await org.Feed(id, lastEventId: first[^1].Id, pushJobs: true);
        await agent.End(new AgentMessage.Succeeded(id));
        var rest = await back.All();

        Assert.Equal((await org.Told(id)).Select(news => news.ToString()), first.Concat(rest).Select(news => news.ToString()));
    }

    [SkippableTheory]
    [InlineData("job-7")]
    [InlineData("job-0")]
    [InlineData("job-01")]
    [InlineData("job-x")]
    [InlineData("org-1")]
    [InlineData("job-99999999999999999999")]
    public async Task An_id_that_was_never_given_gets_everything(string lastEventId)
    {
        var org = await jobs.Organization();
        var id = await org.Post("web1");
        await org.Job(id, "quorum_failed");

        await using var feed = await org.Feed(id, lastEventId);

        Assert.Equal(["start", "quorum_vote web1 down", "rehab web1", "job_complete quorum_failed"], (await feed.All()).Words());
    }

    [SkippableFact]
    public async Task The_last_id_of_a_finished_job_gets_the_end_of_the_feed_alone()
    {
        var org = await jobs.Organization();
        var id = await org.Post("web1");
        await org.Gone(id);

        await using var feed = await org.Feed(id, "job-4");

        Assert.Empty(await feed.All());
    }

    [SkippableFact]
    public async Task Long_after_its_end_a_job_gives_its_summary_in_the_dialect_of_the_request()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await agent.End(new AgentMessage.Succeeded(id));
        await org.Gone(id);

        await using var pushJobs = await org.Feed(id, lastEventId: "job-1", pushJobs: true);
        await using var seed = await org.Feed(id);
        var (summary, inSeed) = (Assert.Single(await pushJobs.All()), Assert.Single(await seed.All()));

        Assert.Equal(("summary", "job-1"), (summary.Name, summary.Id));
        Assert.Equal("""{"succeeded":["web1"]}""", summary.Data.GetProperty("nodes").GetRawText());
        Assert.Equal("""{"complete":["web1"]}""", inSeed.Data.GetProperty("nodes").GetRawText());
        var shown = (await org.Job(id)).EnumerateObject().Select(member => member.ToString()).Order();
        Assert.Equal(shown, summary.Data.EnumerateObject().Where(member => member.Name != "timestamp").Select(member => member.ToString()).Order());
    }

    [SkippableFact]
    public async Task Long_after_its_end_the_default_dialect_replays_from_any_id()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await using var live = await org.Feed(id);
        await agent.Start();
        await agent.End(new AgentMessage.Succeeded(id));
        var told = await live.All();
        await org.Gone(id);

        await using var feed = await org.Feed(id, lastEventId: "job-4");

        Assert.Equal(told.Skip(4).Select(news => news.ToString()), (await feed.All()).Select(news => news.ToString()));
    }

    [SkippableFact]
    public async Task The_checks_come_in_their_order()
    {
        var org = await jobs.Organization();
        var path = org.Path("job_status_feed/nonexistent");
        var id = await org.Post("web1");
        static Action<HttpRequestMessage> Accepting(string type) => request => request.Headers.TryAddWithoutValidation("Accept", type);

        Assert.Equal(405, (await SignedClient.Send(org.Server.Address, "POST", path, null)).Status);
        Assert.Equal(400, (await SignedClient.Send(org.Server.Address, "GET", path, null)).Status);
        Assert.Equal(401, (await org.Server.As("nobody").Get(path)).Status);
        Assert.Equal(406, (await org.Alice.Get(path, Accepting("application/json"))).Status);
        Assert.Equal(404, (await org.Alice.Get(path, Accepting("text/event-stream"))).Status);
        Assert.Equal(404, (await org.Alice.Get(path)).Status);
        Assert.Equal(406, (await org.Alice.Get(org.Path($"job_status_feed/{id}"), Accepting("application/json"))).Status);
    }

    [SkippableFact]
    public async Task Another_organizations_job_is_not_there()
    {
        var (org, other) = (await jobs.Organization(), await jobs.Organization());
        var id = await org.Post("web1");

        Assert.Equal(404, (await other.Alice.Get(other.Path($"job_status_feed/{id}"))).Status);
    }

    internal static void AssertTimesRise(IEnumerable<FeedNews> news)
    {
        var times = news.Select(one => DateTimeOffset.ParseExact(one.Text("timestamp")!, "yyyy-MM-dd HH:mm:ss.ffffffZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)).ToList();
        Assert.Equal(times.Distinct().Order(), times);
    }
}

[Collection(JobTests.Name)]
public sealed class SqliteJobFeedTests(JobServer jobs) : JobFeedTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresJobFeedTests : JobFeedTests
{
    public PostgresJobFeedTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
