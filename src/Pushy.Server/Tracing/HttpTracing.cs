using System.Diagnostics;
using System.Globalization;
using Pushy.Server.Metrics;

namespace Pushy.Server.Tracing;

/// <summary>One span a request, in the caller's trace if it names one. Names and paths that a client chose are in no attribute.</summary>
internal sealed class HttpTracing(SpanSource spans)
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>The trace context of the request at hand; null where it is not traced.</summary>
    public static string? Current => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    public async Task Trace(HttpContext http, RequestDelegate next)
    {
        string? caller = http.Request.Headers[Parent], state = http.Request.Headers[State];
        var parent = ActivityContext.TryParse(caller, state, isRemote: true, out var given) ? given : default;
        using var span = spans.Source.StartActivity("request", ActivityKind.Server, parent);
        if (span is null)
        {
            await next(http);
            return;
        }

        try
        {
            await next(http);
        }
        finally
        {
            var (method, route) = (HttpMetrics.MethodOf(http), HttpMetrics.RouteOf(http));
            span.DisplayName = $"{method} {route}";
            span.SetTag("http.request.method", method).SetTag("http.route", route)
                .SetTag("http.response.status_code", http.Response.StatusCode.ToString(CultureInfo.InvariantCulture)).SetTag("pushy.request.id", http.TraceIdentifier);
            if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
                span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
