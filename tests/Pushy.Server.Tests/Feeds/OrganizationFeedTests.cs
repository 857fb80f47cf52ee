using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Feeds;

/// <summary>What an organization's feed tells, over HTTP (feeds.md §7).</summary>
public abstract class OrganizationFeedTests(JobServer jobs)
{
    [SkippableFact]
    public async Task A_new_reader_gets_what_is_made_from_now_on()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var running = await org.Post("web1");
        await agent.Start();

        await using var feed = await org.OrganizationFeed();
        await agent.End(new AgentMessage.Succeeded(running));
        var next = await org.Post("web2");
        var told = await feed.Next(3);

        Assert.Equal(200, (int)feed.Response.StatusCode);
        Assert.Equal("text/event-stream", feed.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["job_complete complete", "start", "job_complete quorum_failed"], told.Words());
        Assert.Equal([running, next, next], told.Select(news => news.Text("job")));
        Assert.Equal(["org-2", "org-3", "org-4"], told.Select(news => news.Id));
    }

    [SkippableFact]
    public async Task Start_tells_all_that_was_asked_for_but_never_the_file()
    {
        var org = await jobs.Organization();
        await using var feed = await org.OrganizationFeed();
        var id = await org.Post(new
        {
            command = "chef-client",
            nodes = new[] { "web1" },
            run_timeout = 4,
            dir = "/tmp",
            env = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" },
            file = "raw:foo",
            capture_output = true,
        });

        var start = (await feed.Next())!.Data.GetRawText();

        Assert.Equal(
            $$$"""{"job":"{{{id}}}","command":"chef-client","run_timeout":4,"quorum":1,"node_count":1,"user":"alice","dir":"/tmp","env":{"A":"1","B":"2"},"file_specified":true,"capture":true}""",
            "{" + start[(start.IndexOf(',', StringComparison.Ordinal) + 1)..]);
    }

    [SkippableFact]
    public async Task A_reader_who_comes_back_gets_what_follows_as_others_saw_it()
    {
        var org = await jobs.Organization();
        await using var live = await org.OrganizationFeed();
        await org.Post("web1");
        var told = await live.Next(2);
        JobFeedTests.AssertTimesRise(told);

        await using var back = await org.OrganizationFeed(told[0].Id);

        Assert.Equal(told[1].ToString(), (await back.Next())!.ToString());
        await using var upToDate = await org.OrganizationFeed(told[1].Id);
        await org.Post("web2");
        Assert.Equal("org-3", (await upToDate.Next())!.Id);
    }

    [SkippableTheory]
    [InlineData("org-3")]
    [InlineData("org-0")]
    [InlineData("job-1")]
    [InlineData("x")]
    public async Task An_id_that_was_never_given_gets_all_that_is_kept(string lastEventId)
    {
        var org = await jobs.Organization();
        await using var live = await org.OrganizationFeed();
        var id = await org.Post("web1");
        await live.Next(2);

        await using var feed = await org.OrganizationFeed(lastEventId);
        var told = await feed.Next(3);

        Assert.Equal(["start_of_history", "start", "job_complete quorum_failed"], told.Words());
        Assert.Equal("start_id", told[0].Id);
        Assert.Equal(["timestamp"], told[0].Data.EnumerateObject().Select(member => member.Name));
        Assert.Equal([id, id], told.Skip(1).Select(news => news.Text("job")));
    }

    [SkippableFact]
    public async Task Organizations_do_not_see_each_others_events()
    {
        var (one, other) = (await jobs.Organization(), await jobs.Organization());
        await using var feed = await one.OrganizationFeed();
        await using var others = await other.OrganizationFeed();
        var (id, othersId) = (await one.Post("web1"), await other.Post("web1"));

        Assert.Equal([id, id], (await feed.Next(2)).Select(news => news.Text("job")));
        Assert.Equal([othersId, othersId], (await others.Next(2)).Select(news => news.Text("job")));
    }

    [SkippableFact]
    public async Task The_checks_come_in_their_order()
    {
        var org = await jobs.Organization();
        var path = org.Path("job_status_feed");
        Assert.Equal(405, (await SignedClient.Send(org.Server.Address, "DELETE", path, null)).Status);
        Assert.Equal(400, (await SignedClient.Send(org.Server.Address, "GET", path, null)).Status);
        Assert.Equal(401, (await org.Server.As("nobody").Get(path)).Status);
        Assert.Equal(406, (await org.Alice.Get(path, request => request.Headers.TryAddWithoutValidation("Accept", "application/json"))).Status);
        Assert.Equal(404, (await org.Alice.Get("/organizations/nosuch/pushy/job_status_feed")).Status);
    }
}

[Collection(JobTests.Name)]
public sealed class SqliteOrganizationFeedTests(JobServer jobs) : OrganizationFeedTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresOrganizationFeedTests : OrganizationFeedTests
{
    public PostgresOrganizationFeedTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
