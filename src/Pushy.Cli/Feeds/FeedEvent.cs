using System.Globalization;
using System.Text.Json;
using Pushy.Cli.Api;

namespace Pushy.Cli.Feeds;

/// <summary>An event of a job's feed, as much of it as is shown.</summary>
/// <param name="Name">Its type.</param>
/// <param name="At">When it was made.</param>
internal sealed record FeedEvent(string Name, DateTimeOffset At)
{
    public string? Node { get; init; }

    public string? Status { get; init; }

    public string? Command { get; init; }

    /// <summary>Nodes that must vote yes; with <c>start</c>.</summary>
    public int Quorum { get; init; }

    /// <summary>Nodes asked; with <c>start</c>.</summary>
    public int NodeCount { get; init; }

    /// <summary>With <c>start</c>.</summary>
    public TimeSpan RunTimeout { get; init; }

    /// <summary>Whether nothing follows.</summary>
    public bool IsLast => Name is "job_complete" or "summary";

    /// <exception cref="RequestFailedException">It is no event of a feed.</exception>
    public static FeedEvent Read(string name, string data)
    {
        try
        {
            using var json = JsonDocument.Parse(data);
            var members = json.RootElement;
            return new FeedEvent(name, DateTimeOffset.Parse(members.GetProperty("timestamp").GetString() ?? "", CultureInfo.InvariantCulture))
            {
                Node = Text(members, "node"),
                Status = Text(members, "status"),
                Command = Text(members, "command"),
                Quorum = Number(members, "quorum"),
                NodeCount = Number(members, "node_count"),
                RunTimeout = TimeSpan.FromSeconds(Number(members, "run_timeout")),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RequestFailedException($"the event '{name}' of the job's feed is not what it should be", e);
        }
    }

    private static string? Text(JsonElement members, string name) =>
        members.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static int Number(JsonElement members, string name) =>
        members.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
}
