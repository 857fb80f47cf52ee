using System.Net.Http.Headers;
using Pushy.Contracts.Agents;
using Pushy.EndToEnd.Tests.Fleets;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Metrics;

/// <summary>What <c>/metrics</c> says after things that really happened.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task A_job_is_counted_from_its_votes_to_its_nodes_ends()
    {
        await using var jobs = new MeasuredServer();
        await jobs.InitializeAsync();
        var org = await jobs.Organization("web1", "web2", "web3", "web4");
        await using var web1 = await org.Agent("web1");
        await using var web2 = await org.Agent("web2");
        await using var web3 = await org.Agent("web3");
        Assert.Equal(3, (await jobs.Read()).Value("pushy_nodes", ("state", "idle")));

        var job = await org.Post(new { command = "true", nodes = new[] { "web1", "web2", "web3", "web4" }, quorum = 2 });
        await web3.Hear<ServerMessage.Commit>();
        await web3.Say(new AgentMessage.NackCommit(job) { Reason = "busy" });
        await Task.WhenAll(web1.Start(), web2.Start());
        await org.Job(job, "running", nodes: 2);
        var running = await jobs.Read();
        Assert.Equal((1, 2), (running.Value("pushy_jobs_unfinished", ("status", "running")), running.Value("pushy_nodes", ("state", "busy"))));
        Assert.Equal((2, 1, 1), (running.Value("pushy_votes_total", ("vote", "yes")), running.Value("pushy_votes_total", ("vote", "no")), running.Value("pushy_votes_total", ("vote", "unavailable"))));
        Assert.Equal(1, running.Value("pushy_job_vote_duration_seconds_count"));

        await web1.End(new AgentMessage.Succeeded(job));
        await web2.End(new AgentMessage.Failed(job) { ExitStatus = 3 });
        await org.Job(job, "complete");

        var done = await jobs.Read();
        Assert.Equal((1, 1, 0), (done.Value("pushy_jobs_started_total"), done.Value("pushy_jobs_finished_total", ("status", "complete")), done.Value("pushy_jobs_finished_total", ("status", "aborted"))));
        Assert.Equal(0, done.Value("pushy_jobs_unfinished", ("status", "voting")) + done.Value("pushy_jobs_unfinished", ("status", "running")));
        Assert.Equal(
            (1, 1, 1, 1, 0),
            (Ends("succeeded"), Ends("failed"), Ends("nacked"), Ends("unavailable"), Ends("crashed")));
        Assert.Equal(1, done.Value("pushy_job_duration_seconds_count", ("status", "complete")));
        Assert.True(done.Value("pushy_journal_write_events_sum") >= 8, "submitted, four votes, quorum, two starts, two ends, completed");
        Assert.Equal(done.Value("pushy_journal_write_duration_seconds_count"), done.Value("pushy_journal_write_events_count"));
        Assert.Equal((3, 3, 0), (done.Value("pushy_links_opened_total"), done.Value("pushy_links_open"), done.Value("pushy_outbox_frames")));
        Assert.Equal(1, done.Value("pushy_cluster_members", ("status", "up")));

        double Ends(string state) => done.Value("pushy_node_outcomes_total", ("state", state));
    }

    [Fact]
    public async Task Requests_are_counted_by_the_template_of_their_route_and_never_by_what_a_client_chose()
    {
        await using var jobs = new MeasuredServer();
        await jobs.InitializeAsync();
        var org = await jobs.Organization("web1");
        const string Secret = "0123456789abcdef0123456789abcdef";
        await org.Alice.Get(org.Path($"jobs/{Secret}"));
        await org.Alice.Get(org.Path("node_states/a-node-called-secret"));
        await SignedClient.Send(jobs.Server.Address, "GET", $"/{Secret}/secret", null);
        await SignedClient.Send(jobs.Server.Address, "SECRET", "/pushy/_status", null);
        await org.Bob.Get(org.Jobs, request => request.Headers.Authorization = null);

        var text = await jobs.ReadText();
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(org.Name, text, StringComparison.Ordinal);
        var read = PrometheusText.Parse(text);
        Assert.Equal(1, read.Value("pushy_http_requests_total", ("route", "/organizations/{org}/pushy/jobs/{id}"), ("method", "GET"), ("status", "404")));
        Assert.Equal(1, read.Value("pushy_http_requests_total", ("route", "none"), ("method", "GET"), ("status", "404")));
        Assert.Equal(1, read.Value("pushy_http_requests_total", ("method", "other"), ("status", "501")));
    }

    [Fact]
    public async Task Refused_sign_ins_and_ended_links_are_counted_by_their_reason()
    {
        await using var jobs = new MeasuredServer();
        await jobs.InitializeAsync();
        var org = await jobs.Organization("web1");
        await new SignedClient(jobs.Server.Address, "alice", TestKeys.Other).Get(org.Jobs);
        await new SignedClient(jobs.Server.Address, "nobody", TestKeys.Mine).Get(org.Jobs);
        await new SignedClient(jobs.Server.Address, "alice", TestKeys.Mine) { At = DateTimeOffset.UtcNow.AddHours(-1) }.Get(org.Jobs);
        await SignedClient.Send(jobs.Server.Address, "GET", org.Jobs, null, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "none"));
        await using (var stopped = await org.Agent("web1"))
            await stopped.Stop();
        await using var malformed = await org.Agent("web1");
        await malformed.Say("{");
        await malformed.Closed();

        var read = await Eventually.See(jobs.Read, now => now.Value("pushy_links_open") == 0);
        foreach (var reason in new[] { "bad_signature", "unknown_name", "clock", "bad_token" })
            Assert.Equal(1, read.Value("pushy_sign_in_refusals_total", ("reason", reason)));
        Assert.Equal((1, 1), (read.Value("pushy_links_closed_total", ("reason", "agent_stopped")), read.Value("pushy_links_closed_total", ("reason", "bad_frame"))));
    }

    [Fact]
    public async Task A_token_opens_them_to_others_and_its_lack_closes_them_to_this_machine_too()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "a-token-of-prometheus\n");
        await using var server = await TestServer.Start(sets: $"pushy.metrics.token-file={file}");
        File.Delete(file);
        Assert.Equal(401, (await Get(server.Address, "/metrics")).Status);
        Assert.Equal(401, (await Get(server.Address, "/metrics", "another-token-of-prometheus")).Status);
        var read = await Get(server.Address, "/metrics", "a-token-of-prometheus");
        Assert.Equal(200, read.Status);
        PrometheusText.Parse(read.Body);
    }

    [Fact]
    public async Task Without_a_token_what_comes_through_a_proxy_is_refused()
    {
        await using var server = await TestServer.Start();
        var reply = await SignedClient.Send(server.Address, "GET", "/metrics", null, request => request.Headers.Add("X-Forwarded-For", "192.0.2.7"));
        Assert.Equal(403, reply.Status);
        Assert.Contains("pushy.metrics.token-file", reply.Body, StringComparison.Ordinal);
        Assert.Equal(405, (await SignedClient.Send(server.Address, "POST", "/metrics", "{}")).Status);
    }

    [Fact]
    public async Task A_port_of_its_own_answers_nothing_else_and_the_others_no_metrics()
    {
        var own = $"http://127.0.0.1:{Ports.Free()}";
        await using var server = await TestServer.Start(sets: $"pushy.metrics.url={own}");
        Assert.Equal(200, (await Get(own, "/metrics")).Status);
        Assert.Equal(404, (await Get(own, "/pushy/_status")).Status);
        Assert.Equal(404, (await Get(server.Address, "/metrics")).Status);
        Assert.Equal(200, (await Get(server.Address, "/pushy/_status")).Status);
    }

    [Fact]
    public async Task They_can_be_turned_off()
    {
        await using var server = await TestServer.Start(sets: "pushy.metrics.enabled=false");
        Assert.Equal(404, (await Get(server.Address, "/metrics")).Status);
    }

    private static Task<Reply> Get(string address, string path, string? token = null) => SignedClient.Send(address, "GET", path, null, request =>
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token));
}
