using System.Text.Json;

namespace Pushy.Server.Tests.Web;

/// <summary>Reads a job's page events as a browser does.</summary>
internal sealed class JobEvents(HttpResponseMessage answer, StreamReader lines) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // the machine may be busy with other tests

    /// <summary>Of the last event that came.</summary>
    public string Id { get; private set; } = "";

    public HttpResponseMessage Answer => answer;

    /// <summary>The next event's data; null once the stream has ended.</summary>
    public async Task<JsonElement?> Next()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                Id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonDocument.Parse(line[6..]).RootElement;
        }

        return null;
    }

    /// <summary>Events until one has what is wanted; that one.</summary>
    public async Task<JsonElement> Until(Func<JsonElement, bool> wanted)
    {
        while (await Next() is { } data)
        {
            if (wanted(data))
                return data;
        }

        throw new InvalidOperationException("the stream ended before");
    }

    public void Dispose()
    {
        lines.Dispose();
        answer.Dispose();
    }
}
