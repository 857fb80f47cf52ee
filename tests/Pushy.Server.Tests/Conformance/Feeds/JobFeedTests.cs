using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Conformance.Feeds;

/// <summary>SSE: the feed of a job.</summary>
[Collection(FeedTests.Name)]
public sealed class JobFeedTests(FeedServer jobs)
{
    private const string Donkey = "DONKEY";
    private const string Fiona = "FIONA";

    [Fact(DisplayName = "SSE-001 SSE-002 SSE-003 A feed of no job is 404, is only to be read, and not by anybody")]
    public async Task A_feed_of_no_job_is_404()
    {
        var org = await jobs.Organization();
        var feed = org.Path("job_status_feed/nonexistent");
        Assert.Equal(404, (await org.Knife.Get(feed, Accept("text/event-stream"))).Status);
        Assert.Equal(405, (await org.Knife.Post(feed, "{}")).Status);
        Assert.Equal(401, (await org.Server.As("invalid").Get(feed, Accept("text/event-stream"))).Status);
    }

    [Fact(DisplayName = "SSE-005 A feed is not JSON")]
    public async Task A_feed_is_not_JSON()
    {
        var org = await jobs.Organization();
        var id = await org.Post(Donkey);
        await org.Job(id, "quorum_failed");
        Assert.Equal(406, (await org.Knife.Get(org.Path($"job_status_feed/{id}"), Accept("application/json"))).Status);
    }

    [Theory]
    [InlineData("SSE-006", true)]
    [InlineData("SSE-007", false)]
    public async Task One_node_runs(string @case, bool succeeds)
    {
        var (org, agents) = await Stage(Donkey);
        await using var agent = agents[0];
        var id = await Post(org, 1, Donkey);
        await using var feed = await FeedReader.OfJob(org, id);
        await agent.Start();
        await End(agent, id, succeeds);

        var events = await feed.ToEnd();
        Assert.True(Run(succeeds).SequenceEqual(events.Select(one => one.Shape)), $"{@case}: {string.Join(", ", events.Select(one => one.Shape))}");
        Assert.Equal("""{"capture":false,"command":"sleep 2","node_count":1,"quorum":1,"run_timeout":4,"user":"alice"}""", WithoutTime(events[0]));
    }

    [Fact(DisplayName = "SSE-009 A node that does not vote is dropped at the end of the vote")]
    public async Task A_node_that_does_not_vote_is_dropped()
    {
        var (org, agents) = await Stage(Donkey);
        await using var agent = agents[0];
        await using var feed = await FeedReader.OfJob(org, await Post(org, 1, Donkey));
        Assert.Equal(["start", "quorum_vote DONKEY voting_timeout", "job_complete quorum_failed"], Shapes(await feed.ToEnd()));
    }

    [Fact(DisplayName = "SSE-010 A node that says no to the run is reset")]
    public async Task A_node_that_says_no_to_the_run_is_reset()
    {
        var (org, agents) = await Stage(Donkey);
        await using var agent = agents[0];
        var id = await Post(org, 1, Donkey);
        await using var feed = await FeedReader.OfJob(org, id);
        await agent.Ready();
        await agent.Hear<ServerMessage.Run>();
        await agent.Say(new AgentMessage.NackRun(id));
        Assert.Equal(
            ["start", "quorum_vote DONKEY success", "quorum_succeeded", "rehab DONKEY", "run_complete DONKEY run_nacked", "job_complete complete"],
            Shapes(await feed.ToEnd()));
    }

    [Fact(DisplayName = "SSE-011 A node that does not answer the run is cut off by the run's timeout")]
    public async Task A_node_that_does_not_answer_the_run_is_cut_off()
    {
        var (org, agents) = await Stage(Donkey);
        await using var agent = agents[0];
        await using var feed = await FeedReader.OfJob(org, await org.Post(new { command = "sleep 2", nodes = new[] { Donkey }, run_timeout = 1 }));
        await agent.Ready();
        Assert.Equal(["start", "quorum_vote DONKEY success", "quorum_succeeded", "job_complete timed_out"], Shapes(await feed.ToEnd()));
    }

    [Theory]
    [InlineData("SSE-013", true, true)]
    [InlineData("SSE-014", false, false)]
    [InlineData("SSE-015", false, true)]
    public async Task Two_nodes_run(string @case, bool first, bool second)
    {
        var (org, agents) = await Stage(Donkey, Fiona);
        await using var donkey = agents[0];
        await using var fiona = agents[1];
        var id = await Post(org, 2, Donkey, Fiona);
        await using var feed = await FeedReader.OfJob(org, id);
        await Task.WhenAll(donkey.Ready(), fiona.Ready());
        await Task.WhenAll(Run(donkey, id), Run(fiona, id));
        await org.Job(id, "running", 2);
        await End(donkey, id, first);
        await End(fiona, id, second);

        var events = await feed.ToEnd();
        Assert.True(events.Length == 9, $"{@case}: {string.Join(", ", events.Select(one => one.Shape))}");
        Assert.Equal(("start", 2), (events[0].Name, events[0].Data.GetProperty("node_count").GetInt32()));
        Assert.Equal(["quorum_vote DONKEY success", "quorum_vote FIONA success"], Shapes(events[1..3]).Order());
        Assert.Equal("quorum_succeeded", events[3].Shape);
        Assert.Equal(["run_start DONKEY", "run_start FIONA"], Shapes(events[4..6]).Order());
        Assert.Equal([$"run_complete DONKEY {Word(first)}", $"run_complete FIONA {Word(second)}"], Shapes(events[6..8]).Order());
        Assert.Equal("job_complete complete", events[8].Shape);
    }

    [Fact(DisplayName = "SSE-017 One of two nodes says no and the other runs")]
    public async Task One_of_two_nodes_says_no()
    {
        var (org, agents) = await Stage(Donkey, Fiona);
        await using var donkey = agents[0];
        await using var fiona = agents[1];
        var id = await Post(org, 1, Donkey, Fiona);
        await using var feed = await FeedReader.OfJob(org, id);
        await donkey.Hear<ServerMessage.Commit>();
        await donkey.Say(new AgentMessage.NackCommit(id));
        await fiona.Start();
        await End(fiona, id, succeeds: true);

        var events = Shapes(await feed.ToEnd());
        Assert.Equal(["quorum_vote DONKEY failure", "quorum_vote FIONA success"], events[1..3].Order());
        Assert.Equal(["quorum_succeeded", "run_start FIONA", "run_complete FIONA success", "job_complete complete"], events[3..]);
    }

    [Fact(DisplayName = "SSE-018 A node that says no to a run that nobody asked for is out of the vote")]
    public async Task A_node_that_says_no_to_a_run_that_nobody_asked_for_is_out()
    {
        var (org, agents) = await Stage(Donkey, Fiona);
        await using var donkey = agents[0];
        await using var fiona = agents[1];
        var id = await Post(org, 2, Donkey, Fiona);
        await using var feed = await FeedReader.OfJob(org, id);
        await donkey.Ready();
        await donkey.Say(new AgentMessage.NackRun(id));
        Assert.Equal(["start", "quorum_vote DONKEY success", "rehab DONKEY"], Shapes(await feed.Next(3)));
        await fiona.Ready();
        Assert.Equal(["quorum_vote FIONA success", "job_complete quorum_failed"], Shapes(await feed.ToEnd()));
    }

    [Fact(DisplayName = "SSE-019 Of a job that ended long ago there is a summary")]
    public async Task Of_a_job_that_ended_long_ago_there_is_a_summary()
    {
        var (org, agents) = await Stage(Donkey);
        await using var agent = agents[0];
        var id = await Post(org, 1, Donkey);
        await agent.Start();
        await End(agent, id, succeeds: true);
        await org.Job(id, "complete");
        await org.Gone(id);

        await using var feed = await FeedReader.OfJob(org, id);
        var summary = Assert.Single(await feed.ToEnd());
        Assert.Equal(("summary", "job-1"), (summary.Name, summary.Id));
        Assert.Equal(("sleep 2", "complete", 4), (summary.Text("command"), summary.Text("status"), summary.Data.GetProperty("run_timeout").GetInt32()));
        Assert.Equal("""{"succeeded":["DONKEY"]}""", summary.Data.GetProperty("nodes").GetRawText());
        Assert.True(DateTimeOffset.Parse(summary.Text("updated_at")!) >= DateTimeOffset.Parse(summary.Text("created_at")!));
    }

    [Fact(DisplayName = "SSE-021 Events come as they happen, and then the server closes")]
    public async Task Events_come_as_they_happen()
    {
        var (org, agents) = await Stage(Donkey);
        await using var agent = agents[0];
        var id = await Post(org, 1, Donkey);
        await agent.Start();
        await org.Job(id, "running", 1);
        await using var feed = await FeedReader.OfJob(org, id);
        Assert.Equal(Run(true)[..4], Shapes(await feed.Next(4)));
        Assert.Equal("running", (await org.Job(id)).GetProperty("status").GetString());
        await End(agent, id, succeeds: true);
        Assert.Equal(Run(true)[4..], Shapes(await feed.ToEnd()));
    }

    [Fact(DisplayName = "SSE-022 SSE-023 SSE-027 Two readers get the same, and a third goes on where one stopped")]
    public async Task Two_readers_get_the_same_and_a_third_goes_on()
    {
        var (org, agents) = await Stage(Donkey);
        await using var agent = agents[0];
        var id = await Post(org, 1, Donkey);
        await using var one = await FeedReader.OfJob(org, id);
        await using var two = await FeedReader.OfJob(org, id);
        await agent.Start();
        var early = await one.Next(3);
        await using var three = await FeedReader.OfJob(org, id, early[^1].Id);
        await End(agent, id, succeeds: true);

        var late = await three.ToEnd();
        Assert.Equal(Run(true), Shapes([.. early, .. late]));
        Assert.Equal(Ids([.. early, .. late]), Ids([.. early, .. await one.ToEnd()]));
        var all = await two.ToEnd();
        Assert.Equal(Ids([.. early, .. late]), Ids(all));
        Assert.Equal(["job-1", "job-2", "job-3", "job-4", "job-5", "job-6"], all.Select(seen => seen.Id));
    }

    [Fact(DisplayName = "SSE-025 A job that lasts longer than the pause between keep-alives has the same events")]
    public async Task A_long_job_has_the_same_events()
    {
        var (org, agents) = await Stage(Donkey);
        await using var agent = agents[0];
        var id = await Post(org, 1, Donkey);
        await using var feed = await FeedReader.OfJob(org, id);
        await agent.Start();
        var early = await feed.Next(4);
        var rest = feed.ToEnd();
        await Eventually.See(() => Task.FromResult(feed.KeepAlives), count => count > 0);
        await End(agent, id, succeeds: true);
        Assert.Equal(Run(true), Shapes([.. early, .. await rest]));
    }

    [Fact(DisplayName = "SSE-026 The start tells the options, and of a file only that there is one")]
    public async Task The_start_tells_the_options()
    {
        var org = await jobs.Organization();
        var id = await org.Post(new { command = "sleep 2", nodes = new[] { Donkey }, user = "root", dir = "/tmp", env = new { A = "1", B = "2" }, file = "raw:foo" });
        await using var feed = await FeedReader.OfJob(org, id);
        var events = await feed.ToEnd();
        Assert.Equal(
            """{"capture":false,"command":"sleep 2","dir":"/tmp","env":{"A":"1","B":"2"},"file_specified":true,"job_user":"root","node_count":1,"quorum":1,"run_timeout":3600,"user":"alice"}""",
            WithoutTime(events[0]));
        Assert.Equal(["quorum_vote DONKEY down", "rehab DONKEY", "job_complete quorum_failed"], Shapes(events[1..]));
    }

    private static Action<HttpRequestMessage> Accept(string type) => request => request.Headers.Accept.ParseAdd(type);

    /// <summary>Events of a job on one node.</summary>
    private static string[] Run(bool succeeds) =>
        ["start", "quorum_vote DONKEY success", "quorum_succeeded", "run_start DONKEY", $"run_complete DONKEY {Word(succeeds)}", "job_complete complete"];

    private static string Word(bool succeeds) => succeeds ? "success" : "failure";

    private static string[] Shapes(SeenEvent[] events) => [.. events.Select(one => one.Shape)];

    private static (string, string)[] Ids(SeenEvent[] events) => [.. events.Select(one => (one.Id, one.Data.GetRawText()))];

    private static string WithoutTime(SeenEvent seen) => JsonSerializer.Serialize(
        seen.Data.EnumerateObject().Where(one => one.Name != "timestamp").OrderBy(one => one.Name, StringComparer.Ordinal).ToDictionary(one => one.Name, one => one.Value));

    private static Task<string> Post(JobOrganization org, int quorum, params string[] nodes) => org.Post(new { command = "sleep 2", nodes, run_timeout = 4, quorum });

    private static Task End(SimulatedAgent agent, string id, bool succeeds) =>
        agent.End(succeeds ? new AgentMessage.Succeeded(id) : new AgentMessage.Failed(id) { ExitStatus = 1 });

    private static async Task Run(SimulatedAgent agent, string id)
    {
        await agent.Hear<ServerMessage.Run>();
        await agent.Say(new AgentMessage.AckRun(id));
    }

    private async Task<(JobOrganization, SimulatedAgent[])> Stage(params string[] nodes)
    {
        var org = await jobs.Organization(nodes);
        return (org, await Task.WhenAll(nodes.Select(node => org.Agent(node))));
    }
}
