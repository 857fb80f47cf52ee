using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Links;
using Pushy.Server.Status;

namespace Pushy.Server.Metrics;

/// <summary>Metrics for Prometheus at <c>/metrics</c> (docs/decisions/0160).</summary>
internal static class MetricsHosting
{
    /// <summary>.NET's own.</summary>
    private const string Runtime = "System.Runtime";

    /// <summary>Several hosts in one process, and one that begins anew in it, must not count into each other's: each has a meter of its own name, which is not exported.</summary>
    private static string NameFor(Incarnation incarnation) => $"Pushy.{incarnation.Id:N}";

    public static void AddMetrics(this IServiceCollection services, MetricsOptions options, Incarnation incarnation)
    {
        services
            .AddSingleton(options)
            .AddSingleton(_ => new Meter(NameFor(incarnation)))
            .AddSingleton<HttpMetrics>()
            .AddSingleton<ServerMetrics>()
            .AddSingleton(all => new LinkMetrics(all.GetRequiredService<Meter>(), all.GetRequiredService<ServerOptions>().Link))
            .AddSingleton<ProcessMetrics>()
            .AddSingleton<DatabaseMetrics>()
            .AddSingleton<Clustering.ClusterMetrics>()
            .AddSingleton<MetricsAccess>();
        if (options.Enabled)
        {
            services.AddOpenTelemetry().WithMetrics(metrics => metrics
                .AddMeter(NameFor(incarnation), Runtime)
                .AddPrometheusExporter(exporter =>
                {
                    (exporter.ScopeInfoEnabled, exporter.TargetInfoEnabled) = (false, false);
                    exporter.ScrapeResponseCacheDurationMilliseconds = 0;   // a scrape costs milliseconds, and what it says should be so
                }));
        }
    }

    /// <summary>Before anything counts: series begin at zero then, and a rate shows the first event too.</summary>
    public static void StartMetrics(this WebApplication app) => app.Services.GetService<MeterProvider>();

    /// <summary>First of all, so that what comes to the port of metrics gets no further.</summary>
    public static void UseMetrics(this WebApplication app, MetricsOptions options)
    {
        var http = app.Services.GetRequiredService<HttpMetrics>();
        if (options.Enabled)
        {
            app.Services.GetRequiredService<ProcessMetrics>();
            app.Services.GetRequiredService<DatabaseMetrics>();
            app.Services.GetRequiredService<Clustering.ClusterMetrics>();
            var access = app.Services.GetRequiredService<MetricsAccess>();
            app.UseWhen(request => request.Request.Path == MetricsAccess.Path || access.IsOnOwnPort(request), scrape =>
            {
                scrape.Use(async (request, next) =>
                {
                    var refusal = request.Request.Path == MetricsAccess.Path ? access.Check(request) : Refusal.NotFound;
                    if (refusal is null)
                        await next(request);
                    else
                        await Answer.FromRefusal(refusal).Write(request);
                });
                scrape.UseOpenTelemetryPrometheusScrapingEndpoint(_ => true);
            });
        }

        app.Use(next => request => http.Count(request, next));
    }
}
