using System.Globalization;
using System.Text.Json;
using Pushy.Contracts.Agents;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>GET …/jobs/ID</c>, rest-api.md §6 and §9.</summary>
[Collection(JobTests.Name)]
public sealed class JobDocumentTests(JobServer jobs)
{
    private static readonly string[] Always = ["id", "command", "status", "run_timeout", "created_at", "updated_at", "nodes"];

    [Fact]
    public async Task A_job_of_which_nothing_was_said_shows_no_options()
    {
        var org = await jobs.Organization();
        var id = await org.Post("web1");
        var job = await org.Job(id);
        Assert.Equal(Always.Order(), Names(job));
        Assert.Equal((id, "true", 3600), (job.GetProperty("id").GetString(), job.GetProperty("command").GetString(), job.GetProperty("run_timeout").GetInt32()));
    }

    [Fact]
    public async Task Options_are_shown_as_they_were_given_in_memory_and_from_the_database()
    {
        var org = await jobs.Organization();
        const string File = "base64: aGk= ";
        var id = await org.Post(new { command = "do \"it\"", nodes = new[] { "web1" }, run_timeout = 5, user = "root", dir = "/tmp", env = new { B = "2", A = "ü" }, file = File, capture_output = true });
        await Check();
        await org.Gone(id);
        await Check();

        async Task Check()
        {
            var job = await org.Job(id);
            Assert.Equal(Always.Concat(["user", "dir", "env", "capture_output", "file_specified"]).Order(), Names(job));
            Assert.Equal(("do \"it\"", 5), (job.GetProperty("command").GetString(), job.GetProperty("run_timeout").GetInt32()));
            Assert.Equal(("root", "/tmp", true, true), (job.GetProperty("user").GetString(), job.GetProperty("dir").GetString(), job.GetProperty("capture_output").GetBoolean(), job.GetProperty("file_specified").GetBoolean()));
            Assert.Equal(new Dictionary<string, string> { ["A"] = "ü", ["B"] = "2" }, job.GetProperty("env").Deserialize<Dictionary<string, string>>());

            var whole = await org.Get($"jobs/{id}?include_file=true");
            Assert.Equal(Always.Concat(["user", "dir", "env", "capture_output", "file"]).Order(), Names(whole));
            Assert.Equal(File, whole.GetProperty("file").GetString());
            foreach (var almost in new[] { "TRUE", "1", "", "true%20", "true&include_file=true" })
                Assert.True((await org.Get($"jobs/{id}?include_file={almost}")).TryGetProperty("file_specified", out _), almost);
        }
    }

    [Fact]
    public async Task Options_that_are_empty_are_shown_and_those_that_are_false_are_not()
    {
        var org = await jobs.Organization();
        var id = await org.Post(new { command = "", nodes = new[] { "web1" }, user = "", dir = "", env = new { }, file = "raw:", capture_output = false });
        var job = await org.Job(id);
        Assert.Equal(Always.Concat(["user", "dir", "env", "file_specified"]).Order(), Names(job));
        Assert.Equal("{}", job.GetProperty("env").GetRawText());
    }

    [Fact]
    public async Task Nodes_are_grouped_by_state_in_request_order_in_both_dialects()
    {
        string[] nodes = ["n6", "n5", "n4", "n3", "n2", "n1"];
        var org = await jobs.Organization(nodes);
        await using var good = await org.Agent("n6");
        await using var bad = await org.Agent("n5");
        await using var refusing = await org.Agent("n4");
        await using var killed = await org.Agent("n2");
        await using var leaving = await org.Agent("n1");
        var id = await org.Post(new { command = "true", nodes, quorum = 4 });   // n3 is not there
        Assert.Equal("""{"new":["n6","n5","n4","n2","n1"],"unavailable":["n3"]}""", Sorted(await org.Job(id, "unavailable", 1)));

        await refusing.Hear<ServerMessage.Commit>();
        await refusing.Say(new AgentMessage.NackCommit(id) { Reason = "busy" });
        await Task.WhenAll(new[] { good, bad, killed, leaving }.Select(agent => agent.Start()));
        Assert.Equal("""{"nacked":["n4"],"running":["n6","n5","n2","n1"],"unavailable":["n3"]}""", Sorted(await org.Job(id, "running", 4)));

        await good.End(new AgentMessage.Succeeded(id));
        await bad.End(new AgentMessage.Failed(id) { ExitStatus = 3 });
        await killed.End(new AgentMessage.Failed(id) { Signal = 9 });
        await leaving.Stop();
        await org.Job(id, "complete");
        await Check();
        await org.Gone(id);
        await Check();

        async Task Check()
        {
            Assert.Equal("""{"crashed":["n1"],"failed":["n5","n2"],"nacked":["n4"],"succeeded":["n6"],"unavailable":["n3"]}""", Sorted(await org.Job(id)));
            Assert.Equal("""{"complete":["n6","n5","n2"],"crashed":["n1"],"nacked":["n4"],"unavailable":["n3"]}""", Sorted(await org.Job(id, seed: true)));
        }
    }

    [Fact]
    public async Task A_job_without_quorum_has_nodes_that_were_ready()
    {
        var org = await jobs.Organization("n1");
        await using var agent = await org.Agent("n1");
        var id = await org.Post("n1", "n2");
        await agent.Ready();
        Assert.Equal("""{"unavailable":["n2"],"was_ready":["n1"]}""", Sorted(await org.Job(id, "quorum_failed")));
        Assert.Equal("""{"ready":["n1"],"unavailable":["n2"]}""", Sorted(await org.Job(id, seed: true)));
        Assert.Equal(id, (await agent.Hear<ServerMessage.Abort>()).JobId);
    }

    [Fact]
    public async Task A_job_whose_time_is_up_has_nodes_that_timed_out()
    {
        var org = await jobs.Organization("n1");
        await using var agent = await org.Agent("n1");
        var id = await org.Post(new { command = "true", nodes = new[] { "n1" }, run_timeout = 0 });
        await agent.Ready();
        Assert.Equal("""{"timed_out":["n1"]}""", Sorted(await org.Job(id, "timed_out")));
        Assert.Equal(("timed_out", """{"aborted":["n1"]}"""), ((await org.Job(id, seed: true)).GetProperty("status").GetString(), Sorted(await org.Job(id, seed: true))));
    }

    [Fact]
    public async Task Times_are_RFC_1123_and_updated_at_moves_only_with_the_status()
    {
        var org = await jobs.Organization("n1", "n2");
        await using var one = await org.Agent("n1");
        await using var two = await org.Agent("n2");
        var id = await org.Post("n1", "n2");
        await one.Ready();
        var voting = await org.Job(id, "ready", 1);
        var created = Time(voting, "created_at");
        Assert.Equal(created, Time(voting, "updated_at"));
        Assert.InRange(DateTimeOffset.UtcNow - created, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));

        // Whole seconds: the vote is let last until another one begins, so that a move can be seen.
        await Hosting.Eventually.See(() => Task.FromResult(DateTimeOffset.UtcNow), now => now >= created.AddSeconds(1.01));
        await two.Ready();
        var running = await org.Job(id, "running");
        var began = Time(running, "updated_at");
        Assert.True(began > created);
        Assert.Equal(created, Time(running, "created_at"));

        await one.Hear<ServerMessage.Run>();
        await one.Say(new AgentMessage.AckRun(id));
        await Hosting.Eventually.See(() => Task.FromResult(DateTimeOffset.UtcNow), now => now >= began.AddSeconds(1.01));
        await one.End(new AgentMessage.Succeeded(id));
        Assert.Equal(began, Time(await org.Job(id, "succeeded", 1), "updated_at"));

        await two.Hear<ServerMessage.Run>();
        await two.End(new AgentMessage.Succeeded(id));
        Assert.True(Time(await org.Job(id, "complete"), "updated_at") > began);
    }

    private static DateTimeOffset Time(JsonElement job, string name) =>
        DateTimeOffset.ParseExact(job.GetProperty(name).GetString()!, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static IEnumerable<string> Names(JsonElement job) => job.EnumerateObject().Select(one => one.Name).Order();

    private static string Sorted(JsonElement job) =>
        JsonSerializer.Serialize(new SortedDictionary<string, JsonElement>(job.GetProperty("nodes").Deserialize<Dictionary<string, JsonElement>>()!, StringComparer.Ordinal));
}
