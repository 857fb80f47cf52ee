using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Pushy.Contracts.Signing;
using Pushy.Server.Configuration;

namespace Pushy.Server.Directories.Chef;

/// <summary>Asks a Chef Infra Server, signed as its superuser, with bounded time, tries, connections and answers.</summary>
internal sealed class ChefClient : IDisposable
{
    private const string ChefVersion = "11.1.0";
    private const int ServerApiVersion = 1;
    private const int Buffer = 16 * 1024;
    private const int MaxHeaderKilobytes = 32;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Then a new connection, so that a name which has moved to another address is followed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly ChefOptions _options;
    private readonly RSA _key;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<ChefAnswer> _pipeline;

    public ChefClient(ChefOptions options, RSA key, TimeProvider clock)
    {
        (_options, _key, _clock) = (options, key, clock);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = options.Timeout,
            MaxConnectionsPerServer = options.MaxConnections,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            PooledConnectionLifetime = ConnectionLifetime,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // the pipeline's counts, for it takes the body in too
        };
        _pipeline = Pipeline(options, clock);
    }

    /// <param name="root">Root of the server.</param>
    /// <param name="path">Path, percent-encoded.</param>
    /// <param name="ct">Ends when whoever is to be told goes away.</param>
    /// <returns>An answer with status 200, 404 or, after the last try, 5xx.</returns>
    /// <exception cref="DirectoryUnavailableException">There is none, or none that can be used.</exception>
    public async ValueTask<ChefAnswer> Get(string root, string path, CancellationToken ct)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async (state, token) => await state.Self.TryGet(state.Root, state.Path, token), (Self: this, Root: root, Path: path), ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && ReasonOf(e) is { } reason)
        {
            throw new DirectoryUnavailableException(reason);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }

    private static ResiliencePipeline<ChefAnswer> Pipeline(ChefOptions options, TimeProvider clock)
    {
        var builder = new ResiliencePipelineBuilder<ChefAnswer> { TimeProvider = clock };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<ChefAnswer>
            {
                MaxRetryAttempts = options.Retries,
                Delay = FirstPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } e
                    ? e is HttpRequestException or IOException or TimeoutRejectedException or TaskCanceledException { InnerException: TimeoutException }
                    : args.Outcome.Result!.IsTrouble),
            });
        }

        return builder.AddTimeout(options.Timeout).Build();
    }

    /// <summary>One try. Signed anew each time, for the signature has the time in it.</summary>
    private async ValueTask<ChefAnswer> TryGet(string root, string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, root + path);
        foreach (var (name, value) in RequestSigning.Sign(_key, SigningVersion.V11, _options.User, "GET", path, [], _clock.GetUtcNow(), ServerApiVersion))
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("X-Chef-Version", ChefVersion);

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new DirectoryUnavailableException($"it refuses this server's key with status {(int)response.StatusCode}");
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotFound) && (int)response.StatusCode < 500)
            throw new DirectoryUnavailableException($"it answered with status {(int)response.StatusCode}");
        var version = response.Headers.TryGetValues(OpsHeaders.ServerApiVersion, out var values) ? string.Join(',', values) : null;
        return new ChefAnswer(response.StatusCode, await Read(response.Content, ct), version);
    }

    private async Task<byte[]> Read(HttpContent content, CancellationToken ct)
    {
        if (content.Headers.ContentLength > _options.MaxAnswerBytes)
            throw TooLarge();
        await using var stream = await content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[Buffer];
        while (await stream.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (body.Length + read > _options.MaxAnswerBytes)
                throw TooLarge();
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private DirectoryUnavailableException TooLarge() => new($"the answer is larger than {_options.MaxAnswerBytes} bytes");

    /// <summary>In our words: those of exceptions tell addresses.</summary>
    private string? ReasonOf(Exception exception) => exception switch
    {
        TimeoutRejectedException or OperationCanceledException => $"no answer within {HoconUnits.Write(_options.Timeout)}",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "connection refused",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection; is its certificate trusted here?",
        HttpRequestException or IOException => "the connection failed",
        _ => null,
    };
}
