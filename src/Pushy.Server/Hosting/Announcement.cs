using Pushy.Server.Configuration;
using Serilog;
using Serilog.Formatting.Compact;

namespace Pushy.Server.Hosting;

/// <summary>One line for each address once the server listens, whatever the log level: whoever started it waits for them.</summary>
internal static class Announcement
{
    private const string Template = "pushy-server listening on {Address}";

    public static void AnnounceAddresses(this WebApplication app, ServerOptions options) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        ServiceManager.SayReady(Environment.GetEnvironmentVariable(ServiceManager.Variable));
        var addresses = options.Metrics.Without(app.Urls);
        if (options.Log.Format == LogFormat.Text)
        {
            foreach (var address in addresses)
                Console.Out.WriteLine($"pushy-server listening on {address}");
            return;
        }

        using var log = new LoggerConfiguration().WriteTo.Console(new RenderedCompactJsonFormatter()).CreateLogger();
        foreach (var address in addresses)
            log.Information(Template, address);
    });
}
