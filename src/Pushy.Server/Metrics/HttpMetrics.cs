using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Routing;
using Pushy.Server.Gateway;

namespace Pushy.Server.Metrics;

/// <summary>Counts requests by the template of their route: what a client chose is never a label.</summary>
public sealed class HttpMetrics
{
    /// <summary>Of a request that no route is for.</summary>
    private const string NoRoute = "none";

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    private static readonly ConcurrentDictionary<int, string> StatusTexts = new();

    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;

    public HttpMetrics(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _active = meter.CreateUpDownCounter<long>("pushy.http.requests.active", "{request}", "Requests under way, links and readers of feeds included, in requests.");
        _requests = meter.CreateCounter<long>("pushy.http.requests", "{request}", "Requests that were answered, by route, method and status (499: the client went away before), in requests.");
        _duration = meter.CreateHistogram("pushy.http.request.duration", "s", "From a request's headers to the end of its answer, without links, feeds and followed output, in seconds.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
        _active.Add(0);
    }

    /// <summary>This request is answered for as long as somebody wants to hear, so its duration says nothing of the server. It must have a standing: its right may end before.</summary>
    public static void IsLongLived(RequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Standing is null)
            throw new InvalidOperationException($"{context.Route.Pattern} would go on without a look at its right");
        context.Http.Features.Set(LongLived.Instance);
    }

    public async Task Count(HttpContext http, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(next);

        var since = Stopwatch.GetTimestamp();
        _active.Add(1);
        try
        {
            await next(http);
        }
        finally
        {
            _active.Add(-1);
            Record(http, Stopwatch.GetElapsedTime(since));
        }
    }

    /// <summary>The template of the route that a request took.</summary>
    internal static string RouteOf(HttpContext http) =>
        http.Features.Get<Gateway.Route>()?.Pattern ?? (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? NoRoute;

    /// <summary>A request's method, or <c>other</c> for what is none.</summary>
    internal static string MethodOf(HttpContext http) => Methods.Contains(http.Request.Method) ? http.Request.Method : "other";

    private void Record(HttpContext http, TimeSpan took)
    {
        var left = http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted;
        var status = left ? StatusCodes.Status499ClientClosedRequest : http.Response.StatusCode;
        var route = KeyValuePair.Create<string, object?>("route", RouteOf(http));
        var method = KeyValuePair.Create<string, object?>("method", MethodOf(http));
        _requests.Add(1, route, method, KeyValuePair.Create<string, object?>("status", StatusTexts.GetOrAdd(status, static code => code.ToString(CultureInfo.InvariantCulture))));
        if (http.Features.Get<LongLived>() is null)
            _duration.Record(took.TotalSeconds, route, method);
    }

    private sealed class LongLived
    {
        public static readonly LongLived Instance = new();
    }
}
