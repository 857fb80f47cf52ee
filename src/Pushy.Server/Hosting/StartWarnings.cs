using Pushy.Server.Configuration;

namespace Pushy.Server.Hosting;

/// <summary>What an administrator should know about the settings that the server runs with, once it runs; <c>doctor</c> says the same.</summary>
internal static class StartWarnings
{
    /// <summary>Of TLS between hosts.</summary>
    public const string HostsInTheClear = "hosts talk to each other without TLS: whoever reaches the port can be a host";

    /// <summary>Of the API's ports.</summary>
    public static string InTheClear(string url) =>
        $"{url} is plain HTTP beyond this machine, and no proxy is named that would bring TLS: who can listen on the way reads tokens, commands and output";

    public static void WarnAtStart(this WebApplication app, ServerOptions options)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Pushy.Server.Security");
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var url in options.Http.InTheClear)
                log.LogWarning("{Problem}; use https:// in pushy.http.urls, or a proxy with TLS named in pushy.http.trusted-proxies", InTheClear(url));
            if (options.Cluster is { Enabled: true, Tls.Enabled: false })
                log.LogWarning("{Problem}; set pushy.cluster.tls.enabled = true", HostsInTheClear);
        });
    }
}
