using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Pushy.Contracts.Signing;

namespace Pushy.Server.Tests.Hosting;

/// <summary>What came back.</summary>
public sealed record Reply(int Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}

/// <summary>Sends really signed requests. Paths go out byte for byte, <c>..</c> and <c>%2F</c> included.</summary>
public sealed class SignedClient(string address, string name, RSA key)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    public SigningVersion Version { get; init; } = SigningVersion.V13;

    /// <summary>When the signature says it was made; null: now, or in versions that have no nonce a second of its own.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether each request of version 1.3 has a nonce of its own, as our own clients' have.</summary>
    public bool HasNonce { get; init; } = true;

    /// <summary>Value of X-Ops-Server-API-Version; null: the seed's dialect.</summary>
    public int? ServerApiVersion { get; init; }

    private DateTimeOffset SignedAt => At ?? (Version == SigningVersion.V13 ? DateTimeOffset.UtcNow : UnusedSecond.Next());

    private string? Nonce => HasNonce && Version == SigningVersion.V13 ? SigningNonce.New() : null;

    public Task<Reply> Get(string path, Action<HttpRequestMessage>? change = null) => Send("GET", path, (string?)null, change);

    public Task<Reply> Post(string path, string body, Action<HttpRequestMessage>? change = null) => Send("POST", path, body, change);

    public Task<Reply> Send(string method, string path, string? body, Action<HttpRequestMessage>? change = null) =>
        Send(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), change);

    public Task<Reply> Send(string method, string path, byte[]? body, Action<HttpRequestMessage>? change = null) =>
        Send(address, method, path, body, request =>
        {
            foreach (var (header, value) in RequestSigning.Sign(key, Version, name, method, path, body ?? [], SignedAt, ServerApiVersion, Nonce))
                request.Headers.TryAddWithoutValidation(header, value);
            change?.Invoke(request);
        });

    /// <summary>A GET whose answer is read as it comes; the caller disposes of it.</summary>
    public async Task<HttpResponseMessage> Open(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address + path);
        foreach (var (header, value) in RequestSigning.Sign(key, Version, name, "GET", path, [], SignedAt, ServerApiVersion, Nonce))
            request.Headers.TryAddWithoutValidation(header, value);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A request without a signature.</summary>
    public static Task<Reply> Send(string address, string method, string path, string? body, Action<HttpRequestMessage>? change = null) =>
        Send(address, method, path, body is null ? null : Encoding.UTF8.GetBytes(body), change);

    private static async Task<Reply> Send(string address, string method, string path, byte[]? body, Action<HttpRequestMessage>? change)
    {
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address + path, raw));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        change?.Invoke(request);
        using var response = await Http.SendAsync(request);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }
}
