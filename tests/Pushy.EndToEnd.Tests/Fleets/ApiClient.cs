using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pushy.Contracts.Connecting;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Signing;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>An answer that is not the one a call needs. While a server restarts, that is no failure yet.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);

/// <param name="RetryAfter">Null when the header is absent.</param>
internal sealed record ApiAnswer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>The REST API with signed requests of one user.</summary>
internal sealed class ApiClient : IDisposable
{
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(30);

    /// <summary>Any value asks for the full vocabulary.</summary>
    private const int FullDialect = 1;

    private readonly HttpClient _http;
    private readonly RSA _key = RSA.Create();
    private readonly string _user;

    public ApiClient(Uri server, string organization, string user, string keyFile, ServerTrust? trust = null)
    {
        // A connection to a killed server must not be used for its successor.
        var handler = (trust ?? ServerTrust.OfMachine).NewHandler();
        (handler.PooledConnectionLifetime, handler.Expect100ContinueTimeout) = (TimeSpan.Zero, RequestTime);
        _http = new HttpClient(handler) { BaseAddress = server, Timeout = RequestTime };
        _user = user;
        _key.ImportFromPem(File.ReadAllText(keyFile));
        Root = $"/organizations/{organization}/pushy";
    }

    public string Root { get; }

    /// <returns>The new job's id.</returns>
    public async Task<string> PostAsync(JobRequest job, CancellationToken ct = default) =>
        Read(await TryPostAsync(job, ct), HttpStatusCode.Created, RestContext.Wire.JobCreated).Uri[^32..];

    public Task<ApiAnswer> TryPostAsync(JobRequest job, CancellationToken ct = default) => SendAsync(HttpMethod.Post, "/jobs", job.Write(), ct: ct);

    /// <summary>Posts with a body that is sent as its sender wants, once the server asks for it.</summary>
    public Task<ApiAnswer> PostAsync(JobRequest job, HeldBody content) => SendAsync(HttpMethod.Post, "/jobs", job.Write(), content: content);

    public async Task<JobDocument> JobAsync(string id, Dialect dialect = Dialect.PushJobs) =>
        Read(await SendAsync(HttpMethod.Get, $"/jobs/{id}", [], dialect), HttpStatusCode.OK, RestContext.Wire.JobDocument);

    public async Task<IReadOnlyList<JobNodeDocument>> NodesAsync(string id) =>
        Read(await SendAsync(HttpMethod.Get, $"/jobs/{id}/nodes", []), HttpStatusCode.OK, RestContext.Wire.JobNodesPage).Nodes;

    public async Task<JobNodeDocument> NodeAsync(string id, string node) => (await NodesAsync(id)).Single(one => one.Node == node);

    public async Task<NodeStateDocument> PresenceAsync(string node) =>
        Read(await SendAsync(HttpMethod.Get, $"/node_states/{node}", []), HttpStatusCode.OK, RestContext.Wire.NodeStateDocument);

    public async Task<IReadOnlyList<JobDocument>> JobsAsync() =>
        Read(await SendAsync(HttpMethod.Get, "/jobs", []), HttpStatusCode.OK, RestContext.Wire.IReadOnlyListJobDocument);

    public async Task<JobDocument> AbortAsync(string id) =>
        Read(await SendAsync(HttpMethod.Post, $"/jobs/{id}/abort", "{}"u8.ToArray()), HttpStatusCode.OK, RestContext.Wire.JobDocument);

    public async Task<string> OutputAsync(string id, string node, string channel) => (await OutputBytesAsync(id, node, channel)).Text;

    /// <returns>Bytes as they are; status 404 and an error where there are none.</returns>
    public Task<ApiAnswer> OutputBytesAsync(string id, string node, string channel) =>
        SendAsync(HttpMethod.Get, $"/jobs/{id}/output/{node}/{channel}", [], accept: "application/octet-stream");

    /// <summary>A GET whose answer is read as it comes; the caller disposes of it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Root + path);
        foreach (var (name, value) in RequestSigning.Sign(_key, SigningVersion.V13, _user, "GET", Root + path, [], TimeProvider.System.GetUtcNow(), nonce: SigningNonce.New()))
            request.Headers.Add(name, value);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, byte[] body, Dialect dialect = Dialect.PushJobs, string accept = "application/json", HeldBody? content = null, string? idempotencyKey = null,
        CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(method, Root + path);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        int? apiVersion = dialect is Dialect.PushJobs ? FullDialect : null;
        foreach (var (name, value) in RequestSigning.Sign(_key, SigningVersion.V13, _user, method.Method, Root + path, body, TimeProvider.System.GetUtcNow(), apiVersion, SigningNonce.New()))
            request.Headers.Add(name, value);
        if (method == HttpMethod.Post)
        {
            request.Content = content is null ? new ByteArrayContent(body) : content;
            request.Headers.ExpectContinue = content is not null;
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var response = await _http.SendAsync(request, ct);
        return new ApiAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct), response.Headers.RetryAfter?.Delta);
    }

    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }

    private static T Read<T>(ApiAnswer answer, HttpStatusCode wanted, JsonTypeInfo<T> type) =>
        answer.Status == wanted ? JsonSerializer.Deserialize(answer.Body, type)! : throw new UnexpectedAnswerException($"{(int)answer.Status} instead of {(int)wanted}: {answer.Text}");
}
