using System.Net;
using System.Net.Sockets;

namespace Pushy.Agent.Settings;

/// <summary>What this machine is called.</summary>
internal static class HostNames
{
    /// <summary>The full name with its domain if the resolver knows one, else the host name.</summary>
    public static string Default()
    {
        try
        {
            var full = Dns.GetHostEntry(Dns.GetHostName()).HostName;
            return full.Contains('.', StringComparison.Ordinal) && !full.StartsWith("localhost", StringComparison.Ordinal) ? full : Dns.GetHostName();
        }
        catch (SocketException)
        {
            return Dns.GetHostName();
        }
    }
}
