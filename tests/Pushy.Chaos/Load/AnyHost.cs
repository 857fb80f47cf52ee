using System.Net;
using Pushy.Chaos.Cluster;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Load;

/// <summary>
/// Asks a host, and when it does not answer, the next; as a client behind a plain load balancer would. A host whose clock is wrong rightly takes
/// signed requests for old ones or for ones of the future, and answers 401.
/// </summary>
internal sealed class AnyHost(IReadOnlyList<ApiClient> apis, Func<bool>? someClockIsWrong = null)
{
    public const string Json = "application/json", Bytes = "application/octet-stream";

    /// <summary>How long one host is waited for.</summary>
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Answers that promise nothing: asked again, it may go well.</summary>
    private static readonly HttpStatusCode[] NotNow =
    [
        HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout, HttpStatusCode.TooManyRequests, HttpStatusCode.InternalServerError,
    ];

    /// <summary>Any of a run's.</summary>
    public AnyHost(World world)
        : this(world.Apis, () => world.Clocks.Any(clock => clock.WasWrongLately))
    {
    }

    /// <param name="first">The host that is asked first.</param>
    /// <param name="patience">For all tries together.</param>
    /// <param name="oneTry">For one try; null for five seconds.</param>
    /// <returns>Null if no host gave a real answer in time.</returns>
    public async Task<ApiAnswer?> AskAsync(int first, HttpMethod method, string path, byte[] body, TimeSpan patience, CancellationToken ct, string? key = null, TimeSpan? oneTry = null, string accept = Json)
    {
        var until = Uptime.Now + patience.TotalSeconds;
        for (var host = first; Uptime.Now < until; host++)
        {
            if (await TryAsync(apis[host % apis.Count], method, path, body, oneTry ?? OneTry, key, accept, ct) is { } answer)
                return answer;
            await Task.Delay(Pause, ct);
        }

        return null;
    }

    private async Task<ApiAnswer?> TryAsync(ApiClient api, HttpMethod method, string path, byte[] body, TimeSpan oneTry, string? key, string accept, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(oneTry);
        try
        {
            var answer = await api.SendAsync(method, path, body, accept: accept, idempotencyKey: key, ct: limit.Token);
            return NotNow.Contains(answer.Status) || (answer.Status is HttpStatusCode.Unauthorized && someClockIsWrong?.Invoke() is true) ? null : answer;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}
