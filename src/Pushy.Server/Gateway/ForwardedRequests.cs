using System.Net;
using Pushy.Server.Configuration;

namespace Pushy.Server.Gateway;

/// <summary>
/// The one place that reads what proxies say. From here on the request's own scheme, host and remote address are the client's: links, cookies, limits,
/// the audit log and logs cannot ask anything else.
/// </summary>
internal static class ForwardedRequests
{
    public static void UseForwarded(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<HttpOptions>().TrustedProxies;
        var notes = app.Services.GetRequiredService<ProxyNotes>();
        app.Use((http, next) =>
        {
            var headers = http.Request.Headers;
            var peer = http.Connection.RemoteIpAddress is { } address ? Forwarded.Plain(address) : IPAddress.None;
            if (proxies.Contains(peer))
            {
                var said = Forwarded.Read(peer, proxies, Text(Forwarded.For), Text(Forwarded.Proto), Text(Forwarded.ForHost));
                http.Connection.RemoteIpAddress = said.Address;
                if (said.Scheme is { } scheme)
                    http.Request.Scheme = scheme;
                else if (headers.ContainsKey(Forwarded.For))
                    notes.HidesScheme(peer);
                if (said.Host is { } host)
                    http.Request.Host = new HostString(host);
            }
            else if (headers.ContainsKey(Forwarded.For) || headers.ContainsKey(Forwarded.Proto) || headers.ContainsKey(Forwarded.ForHost))
            {
                notes.IsNotTrusted(peer);
            }

            return next(http);

            string Text(string name) => string.Join(',', headers[name].ToArray());
        });
    }
}
