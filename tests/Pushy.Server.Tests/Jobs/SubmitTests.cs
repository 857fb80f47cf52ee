using System.Net.Http.Headers;
using System.Text.Json;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>POST …/jobs</c>, rest-api.md §4.3.</summary>
[Collection(JobTests.Name)]
public sealed class SubmitTests(JobServer jobs)
{
    private const string Body = """{"command":"true","nodes":["web1"]}""";

    [Fact]
    public async Task A_new_job_is_201_with_its_id_and_uri_in_the_seeds_dialect()
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Post(org.Jobs, Body);
        Assert.Equal((201, "application/json"), (reply.Status, reply.Header("Content-Type")));
        var answer = JsonSerializer.Deserialize<Dictionary<string, string>>(reply.Body)!;
        Assert.Equal(["id", "uri"], answer.Keys);
        Assert.Matches("^[0-9a-f]{32}$", answer["id"]);
        Assert.Equal(org.Id[^12..], answer["id"][..12]);
        Assert.Equal($"{org.Server.Address}{org.Jobs}/{answer["id"]}", answer["uri"]);
        Assert.Equal(answer["uri"], reply.Header("Location"));
    }

    [Fact]
    public async Task A_new_job_is_201_with_exactly_its_uri_in_the_Push_Jobs_dialect()
    {
        var org = await jobs.Organization();
        var reply = await org.Knife.Post(org.Jobs, Body);
        Assert.Equal(201, reply.Status);
        Assert.Equal($$"""{"uri":"{{reply.Header("Location")}}"}""", reply.Body);
    }

    [Theory]
    [InlineData("push.example.com", null, "http://push.example.com/")]
    [InlineData("push.example.com", "https", "https://push.example.com/")]
    [InlineData("push.example.com:80", "https", "https://push.example.com/")]
    [InlineData("push.example.com:443", null, "http://push.example.com/")]
    [InlineData("push.example.com:8443", "https", "https://push.example.com:8443/")]
    [InlineData("[::1]:443", null, "http://[::1]/")]
    [InlineData("[::1]:8080", null, "http://[::1]:8080/")]
    [InlineData("push.example.com", "javascript", "http://push.example.com/")]
    [InlineData("push.example.com", "", "http://push.example.com/")]
    public async Task The_uri_begins_as_the_client_asked(string host, string? proto, string start)
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Post(org.Jobs + "/?a=b", Body, request =>
        {
            request.Headers.Host = host;
            if (proto is not null)
                request.Headers.Add("X-Forwarded-Proto", proto);
        });
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(start + org.Jobs[1..])}/[0-9a-f]{{32}}$", reply.Header("Location"));
    }

    [Fact]
    public async Task A_new_job_can_be_read_at_once()
    {
        var org = await jobs.Organization();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            var id = await org.Post("web1");
            Assert.Equal(200, (await org.Alice.Get($"{org.Jobs}/{id}")).Status);
        }));
    }

    [Fact]
    public async Task A_name_given_twice_counts_once_and_the_quorum_is_of_what_is_left()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1", "web1");
        await agent.Ready();
        var job = await org.Job(id, "ready", 1);   // the quorum of one is reached
        Assert.Equal("""{"ready":["web1"]}""", job.GetProperty("nodes").GetRawText());
    }

    [Fact]
    public async Task The_quorum_is_all_nodes_unless_given()
    {
        var org = await jobs.Organization();
        Assert.Equal("quorum_failed", (await org.Job(await org.Post("web1"), "quorum_failed")).GetProperty("status").GetString());
        var id = await org.Post(new { command = "true", nodes = new[] { "web1" }, quorum = 0 });
        Assert.Equal("complete", (await org.Job(id, "complete")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_chunked_body_beyond_the_limit_is_413_and_no_job()
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Post(org.Jobs, Body + new string(' ', 1_000_000), request => request.Headers.TransferEncodingChunked = true);
        Assert.Equal((413, """{"error":"JSON must be no more than 1000000 bytes."}"""), (reply.Status, reply.Body));
        Assert.Equal("[]", (await org.Alice.Get(org.Jobs)).Body);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_body_that_does_not_say_it_is_JSON_is_415_and_no_job(string? type)
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Post(org.Jobs, Body, request =>
            request.Content!.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type));
        Assert.Equal((415, """{"error":["unsupported media type"]}"""), (reply.Status, reply.Body));
        Assert.Equal("[]", (await org.Alice.Get(org.Jobs)).Body);
    }

    [Fact]
    public async Task Who_takes_no_JSON_gets_406_and_no_job()
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Post(org.Jobs, Body, request => request.Headers.Accept.ParseAdd("text/html"));
        Assert.Equal((406, """{"error":["not acceptable"]}"""), (reply.Status, reply.Body));
        Assert.Equal("[]", (await org.Alice.Get(org.Jobs)).Body);
    }
}
