using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;
using Pushy.Server.Tests.Metrics;

namespace Pushy.Server.Tests.Tracing;

/// <summary>One trace follows a job from its POST to what its nodes' agents tell of the process, as a real receiver of OTLP gets it.</summary>
public sealed class TracingTests : IAsyncLifetime
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";
    private const string Secret = "a-secret-in-the-command";

    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.Start();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task A_job_is_one_trace_from_the_callers_span_to_the_exec_on_its_nodes()
    {
        await using var jobs = await Server();
        var org = await jobs.Organization("web1", "web2");
        await using var web1 = await org.Agent("web1");
        await using var web2 = await org.Agent("web2");
        var job = await Post(org, $"00-{Trace}-{Caller}-01", "web1", "web2");
        var commit = await web1.Hear<ServerMessage.Commit>();
        await web1.Say(new AgentMessage.AckCommit(job));
        await web2.Ready();
        var run = await web1.Hear<ServerMessage.Run>();
        await web2.Hear<ServerMessage.Run>();
        await web1.Say(new AgentMessage.AckRun(job) { StartedAt = At(1) });
        await web2.Say(new AgentMessage.AckRun(job) { StartedAt = At(1) });
        await web1.End(new AgentMessage.Succeeded(job) { StartedAt = At(1), EndedAt = At(3) });
        await web2.End(new AgentMessage.Failed(job) { ExitStatus = 7, StartedAt = At(1), EndedAt = At(2) });
        await org.Job(job, "complete");

        var spans = await All(Trace, found => found.Count(span => span.Name == "exec") == 2 && found.Any(span => span.Name == "job end") && found.Any(span => span.Name.StartsWith("POST", StringComparison.Ordinal)));
        var post = Assert.Single(spans, span => span.ParentId == Caller);
        Assert.Equal("POST /organizations/{org}/pushy/jobs", post.Name);
        var vote = Assert.Single(spans, span => span.Name == "job vote");
        var running = Assert.Single(spans, span => span.Name == "job run");
        Assert.Equal((post.SpanId, post.SpanId), (vote.ParentId, running.ParentId));
        Assert.All(spans.Where(span => span.Name == "node vote"), span => Assert.Equal(vote.SpanId, span.ParentId));
        var runs = spans.Where(span => span.Name == "node run").ToDictionary(span => span.Attributes["pushy.node"]);
        Assert.All(runs.Values, span => Assert.Equal(running.SpanId, span.ParentId));
        var execs = spans.Where(span => span.Name == "exec").ToDictionary(span => span.Attributes["pushy.node"]);
        Assert.All(execs, exec => Assert.Equal(runs[exec.Key].SpanId, exec.Value.ParentId));
        Assert.Equal((At(1), At(3), false, "0"), (execs["web1"].Start, execs["web1"].End, execs["web1"].IsError, execs["web1"].Attributes["pushy.exit_status"]));
        Assert.Equal((At(2), true, "7"), (execs["web2"].End, execs["web2"].IsError, execs["web2"].Attributes["pushy.exit_status"]));
        Assert.Contains(spans, span => span.Name == "journal write" && span.ParentId == post.SpanId);
        Assert.All(spans.Where(span => span.Name == "journal write"), span => Assert.Contains(span.ParentId, new[] { post.SpanId, vote.SpanId, running.SpanId }));
        Assert.All(spans.Where(span => span.Name != post.Name), span => Assert.Equal(job, span.Attributes["pushy.job.id"]));
        Assert.Equal("complete", Assert.Single(spans, span => span.Name == "job end").Attributes["pushy.job.status"]);

        Assert.Equal($"00-{Trace}-{vote.SpanId}-01", commit.Traceparent);
        Assert.Equal($"00-{Trace}-{runs["web1"].SpanId}-01", run.Traceparent);
        Assert.DoesNotContain(spans, span => span.Attributes.Values.Any(value => value.Contains(Secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_caller_that_does_not_sample_is_not_traced_and_its_nodes_get_no_context()
    {
        await using var jobs = await Server();
        var org = await jobs.Organization("web1");
        await using var web1 = await org.Agent("web1");
        await Post(org, $"00-{Trace[..31]}0-{Caller}-00", "web1");
        Assert.Null((await web1.Hear<ServerMessage.Commit>()).Traceparent);
    }

    [Fact]
    public async Task A_request_without_a_trace_begins_one()
    {
        await using var jobs = await Server();
        var reply = await SignedClient.Send(jobs.Server.Address, "GET", "/pushy/_status", null, request => request.Headers.Add("X-Request-Id", "begins-a-trace"));
        Assert.Equal(200, reply.Status);
        var spans = await Eventually.See(
            () => Task.FromResult(_receiver.Spans.Where(span => span.Attributes.GetValueOrDefault("pushy.request.id") == "begins-a-trace").ToList()), found => found.Count > 0);
        Assert.Equal(("", "GET /pushy/_status", "200"), (spans[0].ParentId, spans[0].Name, spans[0].Attributes["http.response.status_code"]));
    }

    [Fact]
    public async Task A_job_that_goes_on_after_a_restart_stays_in_its_trace()
    {
        await using var jobs = await Server();
        var org = await jobs.Organization("web1");
        string job;
        await using (var web1 = await org.Agent("web1"))
        {
            job = await Post(org, $"00-{Trace}-{Caller}-01", "web1");
            await web1.Start();
            await org.Job(job, "running", nodes: 1);
            await jobs.Server.Restart();
        }

        await using var back = await SimulatedAgent.Dial(jobs.Server, org.Name, "web1");
        await back.Say(new AgentMessage.Hello("web1", Guid.NewGuid().ToString(), "test") { JobId = job, JobState = AgentJobState.Running });
        await back.End(new AgentMessage.Succeeded(job) { StartedAt = At(1), EndedAt = At(3) });
        var spans = await All(Trace, found => found.Any(span => span.Name == "exec") && found.Count(span => span.Name == "job run") == 2);
        var exec = spans.Single(span => span.Name == "exec");
        var run = spans.Single(span => span.SpanId == exec.ParentId);
        Assert.Equal("True", spans.Single(span => span.SpanId == run.ParentId).Attributes["pushy.recovered"]);
    }

    [Fact]
    public async Task A_large_job_has_no_more_spans_than_its_bound()
    {
        await using var jobs = await Server();
        var nodes = Enumerable.Range(1, 150).Select(number => $"web{number}").ToArray();
        var org = await jobs.Organization();
        var job = await Post(org, $"00-{Trace}-{Caller}-01", nodes);   // none of them is there
        await org.Job(job, "quorum_failed");
        var spans = await All(Trace, found => found.Any(span => span.Name == "job vote"));
        Assert.InRange(spans.Count(span => span.Name == "node vote"), 1, 100);
        Assert.Equal("50", spans.Single(span => span.Name == "job vote").Attributes["pushy.nodes_without_spans"]);
    }

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddYears(60).AddSeconds(second);

    private async Task<MeasuredServer> Server()
    {
        var server = new MeasuredServer($"pushy.tracing.otlp-endpoint={_receiver.Address}");
        await server.InitializeAsync();
        return server;
    }

    private static async Task<string> Post(JobOrganization org, string traceparent, params string[] nodes)
    {
        var reply = await org.Alice.Post(org.Jobs, JsonSerializer.Serialize(new { command = $"true {Secret}", nodes, env = new { TOKEN = Secret } }), request => request.Headers.Add("traceparent", traceparent));
        Assert.True(reply.Status == 201, reply.Body);
        return reply.Header("Location")![^32..];
    }

    private Task<List<ReceivedSpan>> All(string trace, Func<List<ReceivedSpan>, bool> suffices) =>
        Eventually.See(() => Task.FromResult(_receiver.Spans.Where(span => span.TraceId == trace).ToList()), suffices);
}
