using System.Net;

namespace Pushy.Contracts.Connecting;

/// <summary>
/// Where <c>http://</c> may be used. Whoever stands between could give a plain agent orders, and take tokens from a plain command; nobody stands between this
/// machine and itself.
/// </summary>
public static class PlainHttp
{
    /// <summary>Whether a server's address is <c>http://</c> and not of this very machine.</summary>
    /// <param name="server">The address.</param>
    public static bool IsRisky(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Scheme != Uri.UriSchemeHttps && !IsLoopback(server);
    }

    /// <summary>Why it is refused, and how to have it all the same.</summary>
    /// <param name="server">The address.</param>
    public static string WhyRefused(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return $"{server.GetLeftPart(UriPartial.Authority)} is not encrypted: whoever stands between can read and change what is sent, and pose as the server. "
            + "Use https://; or, where you trust the network, --insecure";
    }

    private static bool IsLoopback(Uri server) =>
        server.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(server.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
