using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Conformance.Feeds;

/// <summary>One event of a feed.</summary>
public sealed record SeenEvent(string Name, string Id, JsonElement Data)
{
    /// <summary>Name, node and status: <c>quorum_vote DONKEY success</c>.</summary>
    public string Shape => string.Join(' ', new[] { Name, Text("node"), Text("status") }.Where(part => part is not null));

    public DateTimeOffset Timestamp => DateTimeOffset.ParseExact(Text("timestamp")!, "yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public string? Text(string name) => Data.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>Reads a feed strictly, as an SSE parser does: an event ends with an empty line, lines with a colon first say nothing.</summary>
public sealed class FeedReader : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // the machine may be busy with other tests

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly List<SeenEvent> _seen = [];

    private FeedReader(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _lines = new StreamReader(stream);
    }

    /// <summary>Lines that keep the connection alive, so far.</summary>
    public int KeepAlives { get; private set; }

    public static Task<FeedReader> OfJob(JobOrganization org, string job, string? lastEventId = null) => Open(org, $"job_status_feed/{job}", lastEventId);

    public static Task<FeedReader> OfOrganization(JobOrganization org, string? lastEventId = null) => Open(org, "job_status_feed", lastEventId);

    /// <summary>The next event; null once the server has closed.</summary>
    public async Task<SeenEvent?> Next()
    {
        string? name = null, id = null, data = null;
        while (await _lines.ReadLineAsync(_patience.Token) is { } line)
        {
            switch (line.Split(": ", 2))
            {
                case [""] when name is not null && id is not null && data is not null:
                    var seen = new SeenEvent(name, id, JsonSerializer.Deserialize<JsonElement>(data));
                    Assert.True(_seen.Count == 0 || seen.Timestamp > _seen[^1].Timestamp, $"{seen} after {_seen.LastOrDefault()}");
                    Assert.DoesNotContain(_seen, one => one.Id == seen.Id);
                    _seen.Add(seen);
                    return seen;
                case ["event", var text]: name = text; break;
                case ["id", var text]: id = text; break;
                case ["data", var text]: data = text; break;
                case [[':', ..]]: KeepAlives++; break;
                default: Assert.Fail($"no line of a feed: '{line}'"); break;
            }
        }

        return null;
    }

    public async Task<SeenEvent[]> Next(int count)
    {
        var events = new List<SeenEvent>();
        while (events.Count < count)
            events.Add(await Next() ?? throw new InvalidOperationException($"the feed ended after {string.Join(", ", _seen.Select(one => one.Shape))}"));
        return [.. events];
    }

    /// <summary>All further events until the server closes.</summary>
    public async Task<SeenEvent[]> ToEnd()
    {
        var events = new List<SeenEvent>();
        while (await Next() is { } seen)
            events.Add(seen);
        return [.. events];
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        _patience.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<FeedReader> Open(JobOrganization org, string feed, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(org.Server.Address + org.Path(feed)));
        foreach (var (name, value) in RequestSigning.Sign(TestKeys.Mine, SigningVersion.V13, "alice", "GET", org.Path(feed), [], DateTimeOffset.UtcNow, 1, SigningNonce.New()))
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
        return new FeedReader(response, await response.Content.ReadAsStreamAsync());
    }
}
