using System.Net;
using System.Net.Sockets;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>Free ports that stay ours while nobody listens on them.</summary>
internal static class Ports
{
    /// <summary>Below the range from which the kernel takes ports of outgoing connections: no agent that tries to connect gets ours, or itself.</summary>
    private const int First = 20_000, Last = 32_000;

    private static int _next = Random.Shared.Next(First, Last);

    public static int Free()
    {
        for (var tries = 0; tries < Last - First; tries++)
        {
            var port = First + (Interlocked.Increment(ref _next) % (Last - First));
            using var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // taken
            }
        }

        throw new InvalidOperationException($"no port is free between {First} and {Last}");
    }
}
