using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>A network between an agent and its server that can be cut and paused.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Uri _target;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flowing = Flowing();
    private volatile bool _cut;

    public TcpProxy(Uri target)
    {
        _target = target;
        var port = Ports.Free();
        Address = new Uri($"http://127.0.0.1:{port}");
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Ends all connections and every new one at once.</summary>
    public void Cut()
    {
        _cut = true;
        foreach (var socket in _open.Keys)
            socket.Close(0);
    }

    /// <summary>Connections stay, and nothing gets through.</summary>
    public void Pause() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All is well again.</summary>
    public void Restore()
    {
        _cut = false;
        _flowing.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Restore();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket agent)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _open[agent] = _open[server] = 0;
        try
        {
            if (_cut)
                return;
            await server.ConnectAsync(_target.Host, _target.Port, _end.Token);
            await Task.WhenAny(PumpAsync(agent, server), PumpAsync(server, agent));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // either side is gone
        }
        finally
        {
            _open.TryRemove(agent, out _);
            _open.TryRemove(server, out _);
            agent.Close(0);
            server.Close(0);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is var count and > 0)
            {
                await _flowing.Task;
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // cut
        }
    }
}
