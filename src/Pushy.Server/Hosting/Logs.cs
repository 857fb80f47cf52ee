using System.Globalization;
using Pushy.Server.Configuration;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Pushy.Server.Hosting;

/// <summary>Logs go to standard output, as lines for people or as JSON.</summary>
internal static class Logs
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {SourceContext} {Message:lj} {RequestId}{NewLine}{Exception}";

    public static void AddLogs(this WebApplicationBuilder builder, LogOptions options)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(options.Level)
            // The framework tells of each request and each bad client at information; our own lines say it once.
            .MinimumLevel.Override("Microsoft", Max(options.Level, LogEventLevel.Warning))
            .MinimumLevel.Override("Akka", Max(options.Level, LogEventLevel.Warning))
            // Its scope brings a RequestId of Kestrel's own, which would hide the one that the answer carries.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            .Enrich.FromLogContext();
        var console = LoggerSinkConfiguration.CreateSink(to => _ = options.Format == LogFormat.Json
            ? to.Console(new RenderedCompactJsonFormatter())
            : to.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture));
        logger = logger.WriteTo.Sink(new ThrottledSink(console, TimeProvider.System));
        builder.Services.AddSerilog(logger.CreateLogger(), dispose: true);
    }

    private static LogEventLevel Max(LogEventLevel one, LogEventLevel other) => one > other ? one : other;
}
