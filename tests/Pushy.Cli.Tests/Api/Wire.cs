using System.Net;

namespace Pushy.Cli.Tests.Api;

/// <summary>A request as it was sent.</summary>
internal sealed record SentRequest(Uri Uri, string Line, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>Gives prepared answers, and remembers what was sent.</summary>
internal sealed class Wire : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    public List<SentRequest> Sent { get; } = [];

    public void Answers(HttpStatusCode status, string body, params (string Name, string Value)[] headers) => _answers.Enqueue(() =>
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
            answer.Headers.Add(name, value);
        return answer;
    });

    /// <summary>The next request gets no answer.</summary>
    /// <param name="error">A connection that was not made, unless said otherwise.</param>
    public void IsSilent(HttpRequestError error = HttpRequestError.ConnectionError) => _answers.Enqueue(() => throw new HttpRequestException(error, "silence"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Sent.Add(new SentRequest(request.RequestUri!, $"{request.Method} {request.RequestUri!.PathAndQuery}", headers, body));
        return _answers.Dequeue()();
    }
}
