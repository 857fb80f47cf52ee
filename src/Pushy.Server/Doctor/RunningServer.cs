using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Server.Background;
using Pushy.Server.Gateway;

namespace Pushy.Server.Doctor;

/// <summary>What a running server has noticed itself, for a <c>doctor</c> on the same machine; nobody else is answered.</summary>
internal static class RunningServer
{
    public const string Path = "/pushy/_notes";

    /// <summary>Before anything changes who the request seems to come from.</summary>
    public static void UseNotes(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<ProxyNotes>();
        var loops = app.Services.GetRequiredService<BackgroundLoops>();
        app.Use((http, next) => IsAsked(http)
            ? http.Response.WriteAsync(JsonSerializer.Serialize(new RunningNotes(proxies.Noticed, loops.Complaints), NotesJson.Default.RunningNotes), http.RequestAborted)
            : next(http));
    }

    /// <exception cref="JsonException">It is no such answer.</exception>
    public static RunningNotes Read(string answer) => JsonSerializer.Deserialize(answer, NotesJson.Default.RunningNotes) ?? throw new JsonException("null");

    private static bool IsAsked(HttpContext http) =>
        http.Request.Path == Path && http.Request.Method == "GET" && http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !http.Request.Headers.Keys.Any(name => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || name is "Forwarded" or "Via" or "X-Real-IP");
}

/// <summary>What a server noticed while it ran; sentences for people.</summary>
/// <param name="Proxies">Proxies in front whose settings hide TLS or clients.</param>
/// <param name="Background">Background work whose last try failed.</param>
internal sealed record RunningNotes(IReadOnlyList<string> Proxies, IReadOnlyList<string> Background);

[JsonSerializable(typeof(RunningNotes))]
internal sealed partial class NotesJson : JsonSerializerContext;
