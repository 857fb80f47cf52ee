using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pushy.Server.Configuration;
using Pushy.Server.Connections;
using Pushy.Server.Tls;

namespace Pushy.Server.Hosting;

/// <summary>Kestrel with our limits, and an end that lets requests finish.</summary>
internal static class HttpHosting
{
    /// <summary>Room for a 2,000-character name, a signature in pieces and what proxies add.</summary>
    private const int MaxHeaderBytes = 64 * 1024;

    /// <summary>Room for a name of 10,000 characters in a path, percent-encoded.</summary>
    private const int MaxRequestLineBytes = 64 * 1024;

    public static void AddHttp(this WebApplicationBuilder builder, HttpOptions options, MetricsOptions metrics)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // RequestBody counts: Kestrel would count a chunked body's framing too
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.RequestHeadersTimeout = options.HeaderTimeout;
            kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddConnectionGate();
        builder.Listen([.. options.Urls, .. metrics.Urls], options.Tls);
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = options.DrainTimeout;
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;   // no error beside the requests ends a host that answers them
        });
    }

    /// <exception cref="ConfigurationException">The certificate cannot be used.</exception>
    private static void Listen(this WebApplicationBuilder builder, IReadOnlyList<string> urls, HttpTlsOptions? tls)
    {
        if (tls is not null)
        {
            _ = ServerCertificate.Load(tls);   // said before anything starts
            builder.Services.AddSingleton(tls).AddSingleton<CertificateRenewal>().AddHostedService(all => all.GetRequiredService<CertificateRenewal>());
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var address in urls.Select(ListenAddress.Parse))
            {
                void Configure(ListenOptions endpoint)
                {
                    if (address.IsTls)
                        endpoint.UseHttps(kestrel.ApplicationServices.GetRequiredService<CertificateRenewal>().Handshake);
                }

                if (address.IsAny)
                    kestrel.ListenAnyIP(address.Port, Configure);
                else if (address.IsLocalhost)
                    kestrel.ListenLocalhost(address.Port, Configure);
                else
                    kestrel.Listen(address.Ip, address.Port, Configure);
            }
        });
    }
}
