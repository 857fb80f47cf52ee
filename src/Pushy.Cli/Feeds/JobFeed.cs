using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Pushy.Cli.Api;

namespace Pushy.Cli.Feeds;

/// <summary>A job's events from its beginning to its end, whatever becomes of connections and servers meanwhile.</summary>
internal static class JobFeed
{
    /// <summary>An id that no feed ever gave gets all events, also of a job that ended long ago.</summary>
    private const string BeforeAll = "job-0";

    /// <summary>Servers say that they are there every 15 s.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(50);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Without any event for so long, while no server can be reached, it is given up: longer than a restart takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="trouble">Told when the connection was lost, with why.</param>
    /// <returns>Each event once, in order; the last one <see cref="FeedEvent.IsLast"/>.</returns>
    /// <exception cref="RequestFailedException">Refused, or no server could be reached for a long time.</exception>
    public static async IAsyncEnumerable<FeedEvent> ReadAsync(
        PushyClient client, string id, TimeProvider clock, Action<string> trouble, [EnumeratorCancellation] CancellationToken ct)
    {
        var last = BeforeAll;
        var heard = clock.GetTimestamp();
        while (true)
        {
            await using var events = OneConnectionAsync(client, id, last, clock, ct).GetAsyncEnumerator(ct);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync())
                        break;
                }
                catch (Exception e) when (IsPassing(e) && clock.GetElapsedTime(heard) < Patience)
                {
                    trouble(e.Message);
                    break;
                }
                catch (Exception e) when (e is IOException or HttpRequestException)
                {
                    throw new RequestFailedException($"the feed of job {id} broke off and could not be had again: {e.Message}", e);
                }

                (last, var message) = events.Current;
                heard = clock.GetTimestamp();
                yield return message;
                if (message.IsLast)
                    yield break;
            }

            await Task.Delay(Pause, clock, ct);
        }
    }

    private static bool IsPassing(Exception e) => e is IOException or HttpRequestException or RequestFailedException { Status: null or 429 or >= 500 };

    private static async IAsyncEnumerable<(string Id, FeedEvent Event)> OneConnectionAsync(
        PushyClient client, string id, string last, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
    {
        using var answer = await client.OpenFeedAsync(id, last, ct);
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        await using var lively = new LivelyStream(body, Silence, clock);
        await foreach (var item in SseParser.Create(lively).EnumerateAsync(ct))
            yield return (item.EventId ?? last, FeedEvent.Read(item.EventType, item.Data));
    }
}
