using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Nodes;
using Pushy.Contracts.Tokens;

namespace Pushy.Cli.Api;

/// <summary>A page of the list of jobs.</summary>
/// <param name="Next">Cursor of the next one; null on the last.</param>
internal sealed record JobPage(IReadOnlyList<JobDocument> Jobs, string? Next);

/// <summary>The REST API of one organization. Every failure is a <see cref="RequestFailedException"/>.</summary>
/// <param name="organization">Name of the organization.</param>
internal sealed class PushyClient(ServerLink link, string organization)
{
    private const int NodesPerPage = 1000;
    private const int JobIdLength = 32;

    private readonly string _root = $"/organizations/{Uri.EscapeDataString(organization)}/pushy";

    /// <param name="idempotencyKey">Starts nothing if a job was started with it before.</param>
    /// <returns>The new job's id.</returns>
    public async Task<string> StartJobAsync(JobRequest job, string idempotencyKey, CancellationToken ct)
    {
        var created = await JsonAsync(HttpMethod.Post, "/jobs", job.Write(), RestContext.Wire.JobCreated, ct, idempotencyKey);
        return created.Uri.Length > JobIdLength
            ? created.Uri[^JobIdLength..]
            : throw new RequestFailedException($"The server's answer to a new job has the uri '{created.Uri}', which does not end in an id.");
    }

    public Task<JobDocument> JobAsync(string id, CancellationToken ct) =>
        JsonAsync(HttpMethod.Get, $"/jobs/{Uri.EscapeDataString(id)}", [], RestContext.Wire.JobDocument, ct);

    /// <summary>Stops a job; one that has ended is left as it is.</summary>
    public Task<JobDocument> AbortJobAsync(string id, string idempotencyKey, CancellationToken ct) =>
        JsonAsync(HttpMethod.Post, $"/jobs/{Uri.EscapeDataString(id)}/abort", [], RestContext.Wire.JobDocument, ct, idempotencyKey);

    /// <returns>All nodes of a job in request order, however many pages that takes.</returns>
    public async Task<ImmutableArray<JobNodeDocument>> JobNodesAsync(string id, CancellationToken ct)
    {
        var nodes = ImmutableArray.CreateBuilder<JobNodeDocument>();
        var query = $"?limit={NodesPerPage}";
        while (true)
        {
            var page = await JsonAsync(HttpMethod.Get, $"/jobs/{Uri.EscapeDataString(id)}/nodes{query}", [], RestContext.Wire.JobNodesPage, ct);
            nodes.AddRange(page.Nodes);
            if (page.Next is null)
                return nodes.ToImmutable();
            query = $"?limit={NodesPerPage}&cursor={Uri.EscapeDataString(page.Next)}";
        }
    }

    /// <param name="filters">Names and values of the query, <c>limit</c> among them.</param>
    public async Task<JobPage> JobsAsync(IEnumerable<KeyValuePair<string, string>> filters, CancellationToken ct)
    {
        var path = $"/jobs?{string.Join('&', filters.Select(filter => $"{filter.Key}={Uri.EscapeDataString(filter.Value)}"))}";
        var answer = await SendAsync(HttpMethod.Get, path, [], ct);
        return new JobPage(Read(answer, HttpMethod.Get, path, RestContext.Wire.IReadOnlyListJobDocument), answer.Next);
    }

    /// <returns>A link that signs a browser in as us, once.</returns>
    public Task<LoginLinkDocument> LoginLinkAsync(CancellationToken ct) =>
        JsonAsync(HttpMethod.Post, "/login_links", "{}"u8.ToArray(), TokenContext.Wire.LoginLinkDocument, ct);

    /// <returns>Nodes in order, however many pages that takes.</returns>
    /// <param name="match">Only names that fit; null: all.</param>
    /// <param name="state">Only nodes of this state; null: any.</param>
    public async Task<IReadOnlyList<NodeDocument>> NodesAsync(string? match, string? state, CancellationToken ct)
    {
        var query = $"?limit={NodesPerPage}{(match is null ? "" : $"&match={Uri.EscapeDataString(match)}")}{(state is null ? "" : $"&state={state}")}";
        var nodes = new List<NodeDocument>();
        for (var cursor = ""; ;)
        {
            var page = await JsonAsync(HttpMethod.Get, $"/nodes{query}{cursor}", [], RestContext.Wire.NodesDocument, ct);
            nodes.AddRange(page.Nodes);
            if (page.Next is null)
                return nodes;
            cursor = $"&cursor={Uri.EscapeDataString(page.Next)}";
        }
    }

    /// <summary>All that is known of a node, or of a name that nobody has.</summary>
    public Task<NodeDetailDocument> NodeAsync(string node, CancellationToken ct) =>
        JsonAsync(HttpMethod.Get, $"/nodes/{Uri.EscapeDataString(node)}", [], RestContext.Wire.NodeDetailDocument, ct);

    /// <param name="channel"><c>stdout</c> or <c>stderr</c>.</param>
    /// <returns>The bytes as captured; null when none are stored.</returns>
    public async Task<byte[]?> OutputAsync(string id, string node, string channel, CancellationToken ct)
    {
        var path = OutputPath(id, node, channel);
        var answer = await link.SendAsync(HttpMethod.Get, _root + path, [], "application/octet-stream", ct);
        return answer.Status switch
        {
            HttpStatusCode.OK => answer.Body,
            HttpStatusCode.NotFound => null,
            _ => throw Refused(HttpMethod.Get, path, answer),
        };
    }

    /// <summary>Opens a channel as it is being written. The caller disposes of the answer.</summary>
    /// <param name="offset">Bytes of it that are known already.</param>
    public Task<HttpResponseMessage> FollowOutputAsync(string id, string node, string channel, long offset, CancellationToken ct) =>
        OpenAsync($"{OutputPath(id, node, channel)}?follow=true{(offset == 0 ? "" : $"&offset={offset}")}", "application/octet-stream", null, ct);

    /// <summary>Opens a job's feed. The caller disposes of the answer.</summary>
    public Task<HttpResponseMessage> OpenFeedAsync(string id, string lastEventId, CancellationToken ct) =>
        OpenAsync($"/job_status_feed/{Uri.EscapeDataString(id)}", "text/event-stream", lastEventId, ct);

    private static string OutputPath(string id, string node, string channel) =>
        $"/jobs/{Uri.EscapeDataString(id)}/output/{Uri.EscapeDataString(node)}/{channel}";

    private async Task<HttpResponseMessage> OpenAsync(string path, string accept, string? lastEventId, CancellationToken ct)
    {
        var response = await link.OpenAsync(_root + path, accept, lastEventId, ct);
        if (response.StatusCode is HttpStatusCode.OK)
            return response;
        using (response)
            throw Refused(HttpMethod.Get, path, new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct)));
    }

    private async Task<T> JsonAsync<T>(
        HttpMethod method, string path, byte[] body, JsonTypeInfo<T> type, CancellationToken ct, string? idempotencyKey = null) =>
        Read(await SendAsync(method, path, body, ct, idempotencyKey), method, path, type);

    private Task<Answer> SendAsync(HttpMethod method, string path, byte[] body, CancellationToken ct, string? idempotencyKey = null) =>
        link.SendAsync(method, _root + path, body, "application/json", ct, idempotencyKey);

    private static T Read<T>(Answer answer, HttpMethod method, string path, JsonTypeInfo<T> type)
    {
        if (answer.Status is not (HttpStatusCode.OK or HttpStatusCode.Created))
            throw Refused(method, path, answer);
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw Nonsense(method, path, e);
        }
    }

    private static RequestFailedException Nonsense(HttpMethod method, string path, Exception e) =>
        new($"The server's answer to {method} {path} is not the JSON it should be.", e);

    private static RequestFailedException Refused(HttpMethod method, string path, Answer answer) =>
        new($"{method} {path}: the server answered {(int)answer.Status}{ErrorAnswer.Text(answer.Body)}", status: (int)answer.Status);
}
