using Pushy.Server.Configuration;
using Serilog;
using Serilog.Formatting.Compact;

namespace Pushy.Server.Hosting;

/// <summary>One line for each address once the server listens, whatever the log level: whoever started it waits for them.</summary>
internal static class Announcement
{
    private const string Template = "pushy-server listening on {Address}";

    public static void AnnounceAddresses(this WebApplication app, LogOptions options) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        ServiceManager.SayReady(Environment.GetEnvironmentVariable(ServiceManager.Variable));
        if (options.Format == LogFormat.Text)
        {
            foreach (var address in app.Urls)
                Console.Out.WriteLine($"pushy-server listening on {address}");
            return;
        }

        using var log = new LoggerConfiguration().WriteTo.Console(new RenderedCompactJsonFormatter()).CreateLogger();
        foreach (var address in app.Urls)
            log.Information(Template, address);
    });
}
