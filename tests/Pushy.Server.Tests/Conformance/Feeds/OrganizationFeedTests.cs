using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Conformance.Feeds;

/// <summary>ORG: the feed of an organization. That nothing more comes shows when the next thing that happens comes next.</summary>
[Collection(FeedTests.Name)]
public sealed class OrganizationFeedTests(FeedServer jobs)
{
    private const string Node = "DONKEY";

    [Fact(DisplayName = "ORG-001 ORG-003 ORG-009 A new reader gets what happens from now on in its organization")]
    public async Task A_new_reader_gets_what_happens_from_now_on()
    {
        var org = await jobs.Organization();
        var other = await jobs.Organization();
        await org.Gone(await Ended(org));   // its end is in the feed by then
        await using var feed = await FeedReader.OfOrganization(org);
        await using var others = await FeedReader.OfOrganization(other);
        var theirs = await Ended(other);
        var mine = await Ended(org);

        Assert.Equal([$"start {mine}", $"job_complete quorum_failed {mine}"], Shapes(await feed.Next(2)));
        Assert.Equal([$"start {theirs}", $"job_complete quorum_failed {theirs}"], Shapes(await others.Next(2)));
    }

    [Fact(DisplayName = "ORG-002 A reader who joins while a job runs gets its end only")]
    public async Task A_reader_who_joins_while_a_job_runs_gets_its_end_only()
    {
        var org = await jobs.Organization(Node);
        await using var agent = await org.Agent(Node);
        var id = await org.Post(Node);
        await agent.Start();
        await org.Job(id, "running", 1);
        await using var feed = await FeedReader.OfOrganization(org);
        await agent.End(new AgentMessage.Succeeded(id));
        Assert.Equal([$"job_complete complete {id}"], Shapes(await feed.Next(1)));
    }

    [Fact(DisplayName = "ORG-005 A reader who comes back gets what it missed, as others saw it")]
    public async Task A_reader_who_comes_back_gets_what_it_missed()
    {
        var org = await jobs.Organization();
        await using var live = await FeedReader.OfOrganization(org);
        await Ended(org);
        var seen = await live.Next(2);
        await using var back = await FeedReader.OfOrganization(org, seen[0].Id);
        var missed = await back.Next(1);
        Assert.Equal((seen[1].Id, seen[1].Data.GetRawText()), (missed[0].Id, missed[0].Data.GetRawText()));
    }

    [Fact(DisplayName = "ORG-006 An unknown Last-Event-ID gets all that is kept")]
    public async Task An_unknown_id_gets_all_that_is_kept()
    {
        var org = await jobs.Organization();
        var id = await Ended(org);
        await using var feed = await FeedReader.OfOrganization(org, "no-such-id");
        Assert.Equal(["start_of_history", $"start {id}", $"job_complete quorum_failed {id}"], Shapes(await feed.Next(3)));
    }

    [Fact(DisplayName = "ORG-010 ORG-011 The start tells the options that were given")]
    public async Task The_start_tells_the_options_that_were_given()
    {
        var org = await jobs.Organization();
        await using var feed = await FeedReader.OfOrganization(org);
        await org.Post(new { command = "sleep 2", nodes = new[] { Node }, dir = "/tmp", env = new { A = "1" }, file = "raw:foo", capture_output = true });
        var start = (await feed.Next(1))[0].Data;
        Assert.Equal(("/tmp", """{"A":"1"}""", true, true), (start.GetProperty("dir").GetString(), start.GetProperty("env").GetRawText(), start.GetProperty("file_specified").GetBoolean(), start.GetProperty("capture").GetBoolean()));
        Assert.False(start.TryGetProperty("job_user", out _));
        Assert.False(start.TryGetProperty("file", out JsonElement _));
    }

    internal static string[] Shapes(SeenEvent[] events) => [.. events.Select(one => $"{one.Shape} {one.Text("job")}".TrimEnd())];

    /// <summary>A job that has ended.</summary>
    internal static async Task<string> Ended(JobOrganization org)
    {
        var id = await org.Post(Node);
        await org.Job(id, "quorum_failed");
        return id;
    }
}

/// <summary>ORG: what is not kept any more.</summary>
public sealed class ForgottenEventTests(ForgetfulServer jobs) : IClassFixture<ForgetfulServer>
{
    [Fact(DisplayName = "ORG-007 An id that is not kept any more gets what is kept: nothing")]
    public async Task An_id_that_is_not_kept_any_more_gets_what_is_kept()
    {
        var org = await jobs.Organization();
        await using var live = await FeedReader.OfOrganization(org);
        await OrganizationFeedTests.Ended(org);
        var seen = await live.Next(2);
        await Hosting.Eventually.See(() => Task.FromResult(DateTimeOffset.UtcNow), now => now > seen[1].Timestamp.AddSeconds(2));

        await using var back = await FeedReader.OfOrganization(org, seen[0].Id);
        Assert.Equal(["start_of_history"], OrganizationFeedTests.Shapes(await back.Next(1)));
        var next = await OrganizationFeedTests.Ended(org);
        Assert.Equal([$"start {next}"], OrganizationFeedTests.Shapes(await back.Next(1)));
    }
}
