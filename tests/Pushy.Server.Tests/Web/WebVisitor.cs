using System.Net;
using System.Text.RegularExpressions;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Web;

/// <summary>A page that came back.</summary>
/// <param name="To">Where it leads to, if it does.</param>
internal sealed record PageReply(int Status, string Body, string? To, IReadOnlyDictionary<string, string> Headers);

/// <summary>A browser without a screen: keeps cookies, follows nothing, sends forms as browsers do.</summary>
internal sealed partial class WebVisitor(string address)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    private readonly CookieContainer _cookies = new();
    private readonly Uri _server = new(address);

    public string? Session
    {
        get => _cookies.GetCookies(_server)["pushy-session"]?.Value;
        set => _cookies.Add(_server, new Cookie("pushy-session", value));
    }

    /// <summary>Proof that a form is from a page of this server.</summary>
    public async Task<string> Proof() => ProofPattern().Match((await Get("/ui/sign-in")).Body).Groups[1].Value;

    public Task<PageReply> Get(string path, Action<HttpRequestMessage>? change = null) => Send(HttpMethod.Get, path, null, change);

    /// <summary>A page as it is on the wire.</summary>
    public async Task<string> Raw(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server, path));
        request.Headers.Add("Cookie", _cookies.GetCookieHeader(_server));
        using var response = await Http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Opens a job's events; to be disposed of.</summary>
    public async Task<JobEvents> Events(string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server, path));
        request.Headers.Add("Accept", "text/event-stream");
        if (_cookies.GetCookieHeader(_server) is { Length: > 0 } cookies)
            request.Headers.Add("Cookie", cookies);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new JobEvents(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>Sends a form, with proof unless told otherwise.</summary>
    public async Task<PageReply> Post(string path, Dictionary<string, string>? fields = null, string? proof = null, Action<HttpRequestMessage>? change = null)
    {
        var all = new Dictionary<string, string>(fields ?? []) { ["form"] = proof ?? await Proof() };
        return await Send(HttpMethod.Post, path, new FormUrlEncodedContent(all), request =>
        {
            request.Headers.Add("Origin", _server.GetLeftPart(UriPartial.Authority));
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            change?.Invoke(request);
        });
    }

    public Task<PageReply> SignIn(string token, string to = "") => Post("/ui/sign-in", new() { ["token"] = token, ["to"] = to });

    private async Task<PageReply> Send(HttpMethod method, string path, HttpContent? content, Action<HttpRequestMessage>? change)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server, path)) { Content = content };
        request.Headers.Add("Accept", "text/html");
        if (_cookies.GetCookieHeader(_server) is { Length: > 0 } cookies)
            request.Headers.Add("Cookie", cookies);
        change?.Invoke(request);
        using var response = await Http.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            _cookies.SetCookies(_server, cookie);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join("; ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new PageReply((int)response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()), response.Headers.Location?.ToString(), headers);
    }

    [GeneratedRegex("name=\"form\" value=\"([0-9a-f]+)\"")]
    private static partial Regex ProofPattern();
}

/// <summary>A server with alice, an admin, and bob; and tokens of theirs.</summary>
internal static class WebServers
{
    public static async Task<string> Token(this TestServer server, string user, string scope = "write")
    {
        var made = await server.Command("token", "create", "acme", user, "--scope", scope);
        return made.Output.Trim();
    }

    public static async Task<string> Link(this TestServer server, string user)
    {
        var made = await server.Command("login-link", "acme", user, "--set", "pushy.web.url=" + server.Address);
        Assert.Equal("", made.ExitCode == 0 ? "" : made.Error);
        return new Uri(made.Output.Trim()).PathAndQuery;
    }
}
