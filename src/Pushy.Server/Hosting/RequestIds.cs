using System.Buffers;
using System.Security.Cryptography;
using Serilog.Context;

namespace Pushy.Server.Hosting;

/// <summary>Every answer says by which id the log and the audit log know its request: the client's own if it sent one that can be used.</summary>
internal static class RequestIds
{
    private const string Header = "X-Request-Id";
    private const int Bytes = 8;
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    public static void UseRequestId(this WebApplication app) => app.Use(async (http, next) =>
    {
        var given = http.Request.Headers[Header].ToString();
        var id = IsUsable(given) ? given : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        http.TraceIdentifier = id;
        http.Response.Headers[Header] = id;
        using (LogContext.PushProperty("RequestId", id))
            await next(http);
    });

    /// <summary>1 to 64 letters, digits and <c>_ . : -</c>: it goes into logs as it is.</summary>
    private static bool IsUsable(string id) => id is { Length: >= 1 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(Allowed);
}
