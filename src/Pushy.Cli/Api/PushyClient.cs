using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Signing;

namespace Pushy.Cli.Api;

/// <summary>The REST API of one organization, as one user. Every failure is a <see cref="RequestFailedException"/>.</summary>
/// <param name="http">Its base address is the server; the owner disposes of it.</param>
/// <param name="organization">Name of the organization.</param>
/// <param name="user">Whose key it is.</param>
/// <param name="key">RSA private key.</param>
/// <param name="clock">Signatures carry the time.</param>
internal sealed class PushyClient(HttpClient http, string organization, string user, RSA key, TimeProvider clock)
{
    private const int NodesPerPage = 1000;
    private const int JobIdLength = 32;

    /// <summary>Any value asks for the full vocabulary.</summary>
    private const int ServerApiVersion = 1;

    private readonly string _root = $"/organizations/{Uri.EscapeDataString(organization)}/pushy";

    /// <returns>The new job's id.</returns>
    public async Task<string> StartJobAsync(JobRequest job, CancellationToken ct)
    {
        var created = await JsonAsync(HttpMethod.Post, "/jobs", job.Write(), RestContext.Wire.JobCreated, ct);
        return created.Uri.Length > JobIdLength
            ? created.Uri[^JobIdLength..]
            : throw new RequestFailedException($"The server's answer to a new job has the uri '{created.Uri}', which does not end in an id.");
    }

    public Task<JobDocument> JobAsync(string id, CancellationToken ct) =>
        JsonAsync(HttpMethod.Get, $"/jobs/{id}", [], RestContext.Wire.JobDocument, ct);

    /// <returns>All nodes of a job in request order, however many pages that takes.</returns>
    public async Task<ImmutableArray<JobNodeDocument>> JobNodesAsync(string id, CancellationToken ct)
    {
        var nodes = ImmutableArray.CreateBuilder<JobNodeDocument>();
        var query = $"?limit={NodesPerPage}";
        while (true)
        {
            var page = await JsonAsync(HttpMethod.Get, $"/jobs/{id}/nodes{query}", [], RestContext.Wire.JobNodesPage, ct);
            nodes.AddRange(page.Nodes);
            if (page.Next is null)
                return nodes.ToImmutable();
            query = $"?limit={NodesPerPage}&cursor={Uri.EscapeDataString(page.Next)}";
        }
    }

    /// <returns>All nodes that are connected.</returns>
    public Task<IReadOnlyList<NodeStateDocument>> NodeStatesAsync(CancellationToken ct) =>
        JsonAsync(HttpMethod.Get, "/node_states", [], RestContext.Wire.IReadOnlyListNodeStateDocument, ct);

    /// <param name="channel"><c>stdout</c> or <c>stderr</c>.</param>
    /// <returns>The bytes as captured; null when none are stored.</returns>
    public async Task<byte[]?> OutputAsync(string id, string node, string channel, CancellationToken ct)
    {
        var path = $"/jobs/{id}/output/{Uri.EscapeDataString(node)}/{channel}";
        var (status, body) = await SendAsync(HttpMethod.Get, path, [], "application/octet-stream", ct);
        return status switch
        {
            HttpStatusCode.OK => body,
            HttpStatusCode.NotFound => null,
            _ => throw Refused(HttpMethod.Get, path, status, body),
        };
    }

    private async Task<T> JsonAsync<T>(HttpMethod method, string path, byte[] body, JsonTypeInfo<T> type, CancellationToken ct)
    {
        var (status, answer) = await SendAsync(method, path, body, "application/json", ct);
        if (status is not (HttpStatusCode.OK or HttpStatusCode.Created))
            throw Refused(method, path, status, answer);
        try
        {
            return JsonSerializer.Deserialize(answer, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new RequestFailedException($"The server's answer to {method} {path} is not the JSON it should be.", e);
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(
        HttpMethod method, string path, byte[] body, string accept, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, _root + path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        foreach (var (name, value) in RequestSigning.Sign(
            key, SigningVersion.V13, user, method.Method, _root + path, body, clock.GetUtcNow(), ServerApiVersion))
            request.Headers.Add(name, value);
        if (method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using var response = await http.SendAsync(request, ct);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct));
        }
        catch (HttpRequestException e)
        {
            throw new RequestFailedException($"{method} {path}: the server did not answer ({e.Message})", e);
        }
        catch (TaskCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new RequestFailedException($"{method} {path}: the server did not answer within {http.Timeout.TotalSeconds:0} s.", e);
        }
    }

    private static RequestFailedException Refused(HttpMethod method, string path, HttpStatusCode status, byte[] body) =>
        new($"{method} {path}: the server answered {(int)status}{ErrorAnswer.Text(body)}");
}
