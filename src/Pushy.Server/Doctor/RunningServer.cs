using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Server.Gateway;

namespace Pushy.Server.Doctor;

/// <summary>What a running server has noticed itself, for a <c>doctor</c> on the same machine; nobody else is answered.</summary>
internal static class RunningServer
{
    public const string Path = "/pushy/_notes";

    /// <summary>Before anything changes who the request seems to come from.</summary>
    public static void UseNotes(this WebApplication app)
    {
        var notes = app.Services.GetRequiredService<ProxyNotes>();
        app.Use((http, next) => IsAsked(http)
            ? http.Response.WriteAsync(JsonSerializer.Serialize(notes.Noticed, NotesJson.Default.IReadOnlyListString), http.RequestAborted)
            : next(http));
    }

    /// <exception cref="JsonException">It is no such answer.</exception>
    public static IReadOnlyList<string> Read(string answer) => JsonSerializer.Deserialize(answer, NotesJson.Default.IReadOnlyListString) ?? [];

    private static bool IsAsked(HttpContext http) =>
        http.Request.Path == Path && http.Request.Method == "GET" && http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !http.Request.Headers.Keys.Any(name => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || name is "Forwarded" or "Via" or "X-Real-IP");
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class NotesJson : JsonSerializerContext;
