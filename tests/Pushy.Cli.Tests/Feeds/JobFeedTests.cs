using System.Net;
using Pushy.Cli.Api;
using Pushy.Cli.Feeds;
using Pushy.Cli.Tests.Api;

namespace Pushy.Cli.Tests.Feeds;

public sealed class JobFeedTests : IDisposable
{
    private const string Start = """
        event: start
        id: job-1
        data: {"timestamp":"2026-11-25 07:08:54.004924Z","command":"uptime","run_timeout":3600,"quorum":1,"node_count":2,"user":"alice","capture":false}


        """;

    private const string Vote = """
        event: quorum_vote
        id: job-2
        data: {"timestamp":"2026-11-25 07:08:54.240233Z","node":"web1","status":"down"}


        """;

    private const string End = """
        event: job_complete
        id: job-3
        data: {"timestamp":"2026-11-25 07:08:54.240235Z","status":"quorum_failed"}


        """;

    private readonly Wire _wire = new();
    private readonly TokenCredential _token = new("pushy_x");
    private readonly HttpClient _http;
    private readonly List<string> _troubles = [];

    public JobFeedTests() => _http = new HttpClient(_wire);

    [Fact]
    public async Task Events_come_in_order_until_the_last_one()
    {
        _wire.Answers(HttpStatusCode.OK, Start + ":keepalive\n" + Vote + End);

        var events = await Read();

        Assert.Equal(["start", "quorum_vote", "job_complete"], events.Select(message => message.Name));
        Assert.Equal((1, 2, "uptime", TimeSpan.FromHours(1)), (events[0].Quorum, events[0].NodeCount, events[0].Command, events[0].RunTimeout));
        Assert.Equal(("web1", "down"), (events[1].Node, events[1].Status));
        Assert.Equal("job-0", _wire.Sent[0].Headers["Last-Event-ID"]); // also of a job that ended long ago all events come
        Assert.Empty(_troubles);
    }

    [Fact]
    public async Task After_a_break_it_goes_on_behind_the_last_event_at_any_server()
    {
        _wire.Answers(HttpStatusCode.OK, Start + Vote[..20]);
        _wire.IsSilent();
        _wire.Answers(HttpStatusCode.OK, Vote + End);

        var events = await Read();

        Assert.Equal(["start", "quorum_vote", "job_complete"], events.Select(message => message.Name));
        Assert.Equal(["job-0", "job-1", "job-1"], _wire.Sent.Select(sent => sent.Headers["Last-Event-ID"]));
        Assert.Equal(["one", "one", "two"], _wire.Sent.Select(sent => sent.Uri.Host));
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        _wire.Answers(HttpStatusCode.NotFound, """{"error":["not found"]}""");

        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(Read)).Status);
    }

    public void Dispose()
    {
        _http.Dispose();
        _wire.Dispose();
        _token.Dispose();
    }

    private async Task<List<FeedEvent>> Read()
    {
        var clock = new HastyClock();
        var client = new PushyClient(new ServerLink(_http, [new Uri("http://one:1"), new Uri("http://two:2")], _token, clock), "acme");
        List<FeedEvent> events = [];
        await foreach (var message in JobFeed.ReadAsync(client, "4711", clock, _troubles.Add, default))
            events.Add(message);
        return events;
    }
}
