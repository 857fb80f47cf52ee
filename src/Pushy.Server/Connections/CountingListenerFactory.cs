using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Pushy.Server.Configuration;

namespace Pushy.Server.Connections;

/// <summary>Takes the place of Kestrel's own way to listen, with its socket options and its connections.</summary>
internal sealed class CountingListenerFactory(
    ConnectionGate gate, HttpOptions options, IOptions<SocketTransportOptions> sockets, TimeProvider clock, ILogger<CountingListenerFactory> log) : IConnectionListenerFactory
{
    /// <summary>Bytes that may wait unread in one connection; Kestrel's default is 1 MiB.</summary>
    private const int MostUnread = 8 * 1024;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket listening;
        try
        {
            listening = sockets.Value.CreateBoundListenSocket(endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(e.Message, e);
        }

        listening.Listen(sockets.Value.Backlog);
        var connections = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions { MaxReadBufferSize = MostUnread }, log);
        return new(new CountingListener(listening, connections, gate, options.FirstRequestTimeout, clock, log));
    }
}
