using System.Net;
using System.Net.Http.Headers;
using Pushy.Contracts.Connecting;

namespace Pushy.Cli.Api;

/// <summary>An answer, read to its end.</summary>
/// <param name="Next"><c>X-Next-Cursor</c>, if there was one.</param>
internal sealed record Answer(HttpStatusCode Status, byte[] Body, string? Next = null);

/// <summary>
/// Requests to the servers of one cluster, as one user. Where a server cannot be reached, or says that it cannot serve now, the next one is
/// asked, and all of them again a little later; the one that answered is asked first from then on.
/// </summary>
/// <param name="servers">At least one; only scheme, host and port count.</param>
internal sealed class ServerLink(HttpClient http, IReadOnlyList<Uri> servers, Credential credential, TimeProvider clock)
{
    /// <summary>Before each further round of all servers.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1.5)];

    /// <summary>
    /// Between two tries of a request that changes something: in the same second it would have the same signature, and a server that
    /// refuses replays would take it for one.
    /// </summary>
    private static readonly TimeSpan NewSignature = TimeSpan.FromSeconds(1.1);

    /// <summary>What a server may ask for with <c>Retry-After</c> and get.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private int _current;

    public TimeProvider Clock => clock;

    /// <summary>Sends a request until a server has answered it. To be used only for what may be sent twice.</summary>
    /// <param name="idempotencyKey">Makes a <c>POST</c> one that may be sent twice.</param>
    /// <exception cref="RequestFailedException">None answered.</exception>
    public async Task<Answer> SendAsync(HttpMethod method, string path, byte[] body, string accept, CancellationToken ct, string? idempotencyKey = null)
    {
        using var response = await TryAllAsync(
            () => Request(method, path, body, accept, idempotencyKey), method, path, body, HttpCompletionOption.ResponseContentRead, ct);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(ct),
            response.Headers.TryGetValues("X-Next-Cursor", out var cursor) ? cursor.FirstOrDefault() : null);
    }

    /// <summary>As <see cref="SendAsync"/>, but the body is to be read by the caller, who disposes of the answer.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, string accept, string? lastEventId, CancellationToken ct) => TryAllAsync(
        () =>
        {
            var request = Request(HttpMethod.Get, path, [], accept, null);
            if (lastEventId is not null)
                request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
            return request;
        },
        HttpMethod.Get, path, [], HttpCompletionOption.ResponseHeadersRead, ct);

    private async Task<HttpResponseMessage> TryAllAsync(
        Func<HttpRequestMessage> make, HttpMethod method, string path, byte[] body, HttpCompletionOption until, CancellationToken ct)
    {
        var sent = false;
        for (var attempt = 1; ; attempt++)
        {
            var last = attempt == servers.Count * (Pauses.Length + 1);
            var server = servers[_current % servers.Count];
            using var request = make();
            request.RequestUri = new Uri(server, path);
            credential.Prove(request, path.Split('?')[0], body, clock.GetUtcNow());
            TimeSpan pause;
            try
            {
                var response = await http.SendAsync(request, until, ct);
                sent = true;
                if (last || !IsPassing(response.StatusCode))
                    return response;
                pause = response.Headers.RetryAfter?.Delta is { } asked && servers.Count == 1 ? asked : TimeSpan.Zero;
                if (method != HttpMethod.Get && pause < NewSignature)
                    pause = NewSignature;
                response.Dispose();
            }
            catch (HttpRequestException e)
            {
                var connected = e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
                sent |= connected;
                if (last)
                    throw Silent(method, path, CertificateTrouble.Of(e) ?? $"the server did not answer ({e.Message})", e, neverSent: !sent);
                pause = connected && method != HttpMethod.Get ? NewSignature : TimeSpan.Zero;
            }
            catch (TaskCanceledException e) when (!ct.IsCancellationRequested)
            {
                sent = true;
                if (last)
                    throw Silent(method, path, $"the server did not answer within {http.Timeout.TotalSeconds:0} s.", e, neverSent: false);
                pause = TimeSpan.Zero;
            }

            _current = (_current + 1) % servers.Count;
            if (attempt % servers.Count == 0 && Pauses[attempt / servers.Count - 1] is var round && round > pause)
                pause = round;
            await Task.Delay(pause < LongestPause ? pause : LongestPause, clock, ct);
        }
    }

    /// <summary>Whether a further try, here or elsewhere, may go better.</summary>
    private static bool IsPassing(HttpStatusCode status) => (int)status is 429 or 502 or 503 or 504;

    private static HttpRequestMessage Request(HttpMethod method, string path, byte[] body, string accept, string? idempotencyKey)
    {
        var request = new HttpRequestMessage(method, (Uri?)null);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private RequestFailedException Silent(HttpMethod method, string path, string problem, Exception e, bool neverSent) =>
        new($"{method} {path}: {problem}{(servers.Count == 1 ? "" : $"; tried were {string.Join(", ", servers.Select(server => server.Authority))}")}", e, neverSent: neverSent);
}
