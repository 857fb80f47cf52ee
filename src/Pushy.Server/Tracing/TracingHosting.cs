using System.Diagnostics;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Pushy.Server.Configuration;
using Pushy.Server.Metrics;

namespace Pushy.Server.Tracing;

/// <summary>Where this host's spans begin. ASP.NET would take an <see cref="ActivitySource"/> that is a service for its own, and make a span of each request beside ours.</summary>
internal sealed class SpanSource(string name) : IDisposable
{
    public ActivitySource Source { get; } = new(name);

    public void Dispose() => Source.Dispose();
}

/// <summary>Spans over OTLP (docs/decisions/0161). Without an endpoint nobody listens, and a span that nobody wants is not even made.</summary>
internal static class TracingHosting
{
    private const string Source = "Pushy";

    /// <summary>Of a host that traces nothing, which another one in this process must not listen to.</summary>
    private const string SourceOfNone = "Pushy.Untraced";

    /// <summary>How long spans gather before they are sent. What does not fit into a batch of 2,048 meanwhile is dropped.</summary>
    private const int GatherMilliseconds = 1_000;

    public static void AddTracing(this IServiceCollection services, ServerOptions options)
    {
        var tracing = options.Tracing;
        services.AddSingleton(_ => new SpanSource(tracing.Endpoint is null ? SourceOfNone : Source)).AddSingleton<HttpTracing>();
        if (tracing.Endpoint is not { } endpoint)
            return;

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("pushy-server", serviceVersion: ServerMetrics.Version, serviceInstanceId: options.Name))
            .WithTracing(traces => traces
                .AddSource(Source)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(tracing.SamplePercent / 100.0)))
                .AddOtlpExporter(otlp =>
                {
                    (otlp.Endpoint, otlp.Protocol) = (endpoint, OtlpExportProtocol.HttpProtobuf);
                    otlp.BatchExportProcessorOptions.ScheduledDelayMilliseconds = GatherMilliseconds;
                }));
    }

    /// <summary>Before the first request.</summary>
    public static void StartTracing(this WebApplication app) => app.Services.GetService<TracerProvider>();

    public static void UseTracing(this WebApplication app, TracingOptions options)
    {
        if (options.Endpoint is null)
            return;
        var tracing = app.Services.GetRequiredService<HttpTracing>();
        app.Use(next => http => tracing.Trace(http, next));
    }
}
