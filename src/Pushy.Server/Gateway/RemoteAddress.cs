using System.Net;

namespace Pushy.Server.Gateway;

/// <summary>Where a request comes from: <see cref="ForwardedRequests"/> has put the client's address in the place of its proxy's.</summary>
public sealed class RemoteAddress
{
    public IPAddress Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return Forwarded.Plain(http.Connection.RemoteIpAddress ?? IPAddress.None);
    }
}
