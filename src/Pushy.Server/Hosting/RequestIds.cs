using System.Security.Cryptography;
using Serilog.Context;

namespace Pushy.Server.Hosting;

/// <summary>Every answer says by which id the log knows its request.</summary>
internal static class RequestIds
{
    private const int Bytes = 8;

    public static void UseRequestId(this WebApplication app) => app.Use(async (http, next) =>
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        http.TraceIdentifier = id;
        http.Response.Headers["X-Request-Id"] = id;
        using (LogContext.PushProperty("RequestId", id))
            await next(http);
    });
}
