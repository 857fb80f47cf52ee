using System.Net;
using Pushy.Server.Configuration;

namespace Pushy.Server.Gateway;

/// <summary>Where a request comes from: the connection's address, or what a proxy of ours says that it is.</summary>
public sealed class RemoteAddress(HttpOptions options)
{
    private const string ForwardedFor = "X-Forwarded-For";

    /// <summary>
    /// Each proxy appends who it heard from, so the list is read from its end for as long as proxies of ours wrote it. Anybody else's header is
    /// that client's own invention and does not count.
    /// </summary>
    public IPAddress Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);

        var address = Plain(http.Connection.RemoteIpAddress ?? IPAddress.None);
        if (options.TrustedProxies.IsEmpty || !options.TrustedProxies.Contains(address))
            return address;
        var hops = string.Join(',', http.Request.Headers[ForwardedFor].ToArray()).Split(',', StringSplitOptions.TrimEntries);
        foreach (var hop in hops.Reverse())
        {
            if (!IPAddress.TryParse(hop, out var before))
                return address;
            address = Plain(before);
            if (!options.TrustedProxies.Contains(address))
                return address;
        }

        return address;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
