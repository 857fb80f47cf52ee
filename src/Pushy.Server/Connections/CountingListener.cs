using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Pushy.Server.Connections;

/// <summary>
/// Accepts as Kestrel's own listener does, but for two things: what there is no place for is closed before anything is made for it, and when no file can be opened it waits
/// a moment, where Kestrel's tries again at once and for ever.
/// </summary>
internal sealed class CountingListener(Socket listening, SocketConnectionContextFactory connections, ConnectionGate gate, TimeSpan firstRequest, TimeProvider clock, ILogger log) : IConnectionListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly NowAndThen _saying = new(clock);

    public EndPoint EndPoint { get; } = listening.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var socket = await listening.AcceptAsync(cancellationToken);
                if (Admitted(socket) is { } connection)
                    return connection;
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;   // it listens no more
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                Say(e);
                await Task.Delay(Pause, clock, cancellationToken);
            }
            catch (SocketException)
            {
                // it went away before it was accepted
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        listening.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        listening.Dispose();
        connections.Dispose();
        return default;
    }

    private CountedConnection? Admitted(Socket socket)
    {
        if (gate.TryEnter(RemoteOf(socket)) is not { } slot)
        {
            socket.Dispose();
            return null;
        }

        try
        {
            if (socket.LocalEndPoint is IPEndPoint)
                socket.NoDelay = true;
            var connection = new CountedConnection(connections.Create(socket), slot);
            slot.Await(clock, firstRequest, () => connection.Abort(new ConnectionAbortedException("no request came")));
            return connection;
        }
        catch (Exception)
        {
            slot.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Null when it went away already.</summary>
    private static EndPoint? RemoteOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private void Say(SocketException e)
    {
        if (!_saying.MayBeSaid())
            return;
        log.LogWarning("no connection can be accepted now: {Reason}; allow more open files", e.Message);
    }
}
