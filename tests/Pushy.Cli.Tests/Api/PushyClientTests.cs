using System.Net;
using System.Security.Cryptography;
using System.Text;
using Pushy.Cli.Api;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Signing;

namespace Pushy.Cli.Tests.Api;

public sealed class PushyClientTests : IDisposable
{
    private const string JobId = "0a1b2c3d4e5f25fd67fa8715fd547d3d";

    private readonly KeyCredential _credential = new("alice", RSA.Create(2048));
    private readonly Wire _wire = new();
    private readonly HttpClient _http;
    private readonly PushyClient _client;

    public PushyClientTests()
    {
        _http = new HttpClient(_wire) { BaseAddress = new Uri("http://127.0.0.1:1") };
        _client = Client(_http);
    }

    [Fact]
    public async Task A_new_job_is_posted_signed_and_its_id_read_from_the_uri()
    {
        _wire.Answers(HttpStatusCode.Created, $$"""{"uri":"http://h/organizations/acme/pushy/jobs/{{JobId}}"}""");
        var job = new JobRequest { Command = "uptime", Nodes = ["node-1"], CaptureOutput = true };

        Assert.Equal(JobId, await _client.StartJobAsync(job, "key-1", default));

        var sent = Assert.Single(_wire.Sent);
        Assert.Equal("POST /organizations/acme/pushy/jobs", sent.Line);
        Assert.Equal(Encoding.UTF8.GetString(job.Write()), sent.Body);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
        Assert.Equal("key-1", sent.Headers["Idempotency-Key"]);
        Assert.Equal("alice", sent.Headers[OpsHeaders.UserId]);
        Assert.Equal("1", sent.Headers[OpsHeaders.ServerApiVersion]); // else the answers come in the seed's words
        Assert.Matches("^algorithm=sha256;version=1[.]3;nonce=[0-9a-f]{32}$", sent.Headers[OpsHeaders.Sign]);
    }

    [Fact]
    public async Task A_uri_that_ends_in_no_id_is_an_error()
    {
        _wire.Answers(HttpStatusCode.Created, """{"uri":"/jobs/1"}""");

        var failed = await Assert.ThrowsAsync<RequestFailedException>(() =>
            _client.StartJobAsync(new JobRequest { Command = "x", Nodes = ["n"] }, "key-1", default));

        Assert.Contains("'/jobs/1'", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_nodes_are_read_to_the_last()
    {
        _wire.Answers(HttpStatusCode.OK, """{"nodes":[{"node":"a","state":"running"}],"next":"c+1"}""");
        _wire.Answers(HttpStatusCode.OK, """{"nodes":[{"node":"b","state":"failed","exit_status":3}]}""");

        var nodes = await _client.JobNodesAsync(JobId, default);

        Assert.Equal([("a", (int?)null), ("b", 3)], nodes.Select(node => (node.Node, node.ExitStatus)));
        Assert.EndsWith("cursor=c%2B1", _wire.Sent[1].Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_is_asked_for_as_bytes_and_may_be_missing()
    {
        _wire.Answers(HttpStatusCode.OK, "bytes");
        _wire.Answers(HttpStatusCode.NotFound, """{"error":["not found"]}""");

        Assert.Equal("bytes"u8.ToArray(), await _client.OutputAsync(JobId, "node-1", "stdout", default));
        Assert.Null(await _client.OutputAsync(JobId, "node-1", "stderr", default));
        Assert.Equal("application/octet-stream", _wire.Sent[0].Headers["Accept"]);
    }

    [Theory]
    [InlineData("""{"error":["Failed to authenticate as 'alice'"]}""", "the server answered 401: Failed to authenticate as 'alice'")]
    [InlineData("""{"error":"invalid JSON"}""", "the server answered 401: invalid JSON")]
    [InlineData("<html>", "the server answered 401")]
    [InlineData("[]", "the server answered 401")]
    public async Task A_refusal_comes_with_the_servers_words(string body, string problem)
    {
        _wire.Answers(HttpStatusCode.Unauthorized, body);

        var failed = await Assert.ThrowsAsync<RequestFailedException>(() => _client.JobAsync(JobId, default));

        Assert.EndsWith(problem, failed.Message, StringComparison.Ordinal);
        Assert.StartsWith($"GET /jobs/{JobId}", failed.Message, StringComparison.Ordinal);
        Assert.Equal(401, failed.Status);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    public async Task An_answer_that_makes_no_sense_is_an_error(string body)
    {
        _wire.Answers(HttpStatusCode.OK, body);

        await Assert.ThrowsAsync<RequestFailedException>(() => _client.NodesAsync(null, null, default));
    }

    [Fact]
    public async Task No_answer_is_an_error()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1") }; // nobody listens there
        var client = Client(http);

        var failed = await Assert.ThrowsAsync<RequestFailedException>(() => client.JobAsync(JobId, default));

        Assert.Contains("did not answer", failed.Message, StringComparison.Ordinal);
    }

    private PushyClient Client(HttpClient http) => new(new ServerLink(http, [new Uri("http://127.0.0.1:1")], _credential, new HastyClock()), "acme");

    public void Dispose()
    {
        _http.Dispose();
        _wire.Dispose();
        _credential.Dispose();
    }
}
