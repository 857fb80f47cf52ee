using System.Security.Cryptography;
using System.Text.Json;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Feeds;

/// <summary>One event as a strict parser reads it.</summary>
public sealed record FeedNews(string Name, string Id, JsonElement Data)
{
    /// <summary>Its name, and node and status where it has them.</summary>
    public string Words => string.Join(' ', new[] { Name, Text("node"), Text("status") }.Where(word => word is not null));

    public string? Text(string field) => Data.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    public override string ToString() => $"{Name} {Id} {Data.GetRawText()}";
}

/// <summary>A reader of a feed over a real connection of its own, who reads when told to.</summary>
public sealed class FeedClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // the machine may be busy with other tests

    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private FeedClient(HttpClient http, HttpResponseMessage response, Stream body)
    {
        _http = http;
        _response = response;
        _lines = new StreamReader(body);
    }

    public HttpResponseMessage Response => _response;

    /// <summary>Opens a feed; returns once the headers are here.</summary>
    /// <param name="pushJobs">The Push Jobs dialect.</param>
    public static async Task<FeedClient> Open(string address, string path, string user = "alice", string? lastEventId = null, bool pushJobs = false, RSA? key = null)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero });
        using var request = new HttpRequestMessage(HttpMethod.Get, address + path);
        foreach (var (header, value) in RequestSigning.Sign(key ?? TestKeys.Mine, SigningVersion.V13, user, "GET", path, [], DateTimeOffset.UtcNow, pushJobs ? 1 : null, SigningNonce.New()))
            request.Headers.TryAddWithoutValidation(header, value);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        using var patience = new CancellationTokenSource(Patience);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        return new FeedClient(http, response, await response.Content.ReadAsStreamAsync(patience.Token));
    }

    /// <summary>The next line; null at the end.</summary>
    public async Task<string?> Line()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _lines.ReadLineAsync(patience.Token);
    }

    /// <summary>The next event; null at the end. Comments are passed over, and anything else that is no event is a failure.</summary>
    public async Task<FeedNews?> Next()
    {
        string? line;
        while ((line = await Line()) == ":keepalive")
        {
        }

        if (line is null)
            return null;

        var name = After("event: ", line);
        var id = After("id: ", await Line());
        var data = After("data: ", await Line());
        Assert.Equal("", await Line());
        return new FeedNews(name, id, JsonDocument.Parse(data).RootElement);
    }

    public async Task<List<FeedNews>> Next(int count)
    {
        var news = new List<FeedNews>();
        while (news.Count < count)
            news.Add(await Next() ?? throw new InvalidOperationException($"the feed ended after {news.Count} events"));
        return news;
    }

    /// <summary>All events to the end of the feed.</summary>
    public async Task<List<FeedNews>> All()
    {
        var news = new List<FeedNews>();
        while (await Next() is { } one)
            news.Add(one);
        return news;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string After(string start, string? line)
    {
        Assert.StartsWith(start, line, StringComparison.Ordinal);
        return line![start.Length..];
    }
}
