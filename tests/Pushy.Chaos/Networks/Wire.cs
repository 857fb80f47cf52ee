using System.Net;
using System.Net.Sockets;

namespace Pushy.Chaos.Networks;

/// <summary>Stands at the address where a party is known and passes on to where it really listens, as the caller's line allows.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly Func<IPEndPoint, (Line Line, bool Backwards)?> _lineOf;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    /// <param name="at">Where callers come to.</param>
    /// <param name="target">Where they are passed on to.</param>
    /// <param name="lineOf">The line of who calls from an address, and whether the caller is its second party; null if he is nobody we know, and turned away.</param>
    public Wire(IPEndPoint at, IPEndPoint target, Func<IPEndPoint, (Line Line, bool Backwards)?> lineOf)
    {
        (_target, _lineOf) = (target, lineOf);
        _listener = new TcpListener(at);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // this one caller was gone before he was accepted
            }
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        using var callee = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        caller.NoDelay = true;
        if (_lineOf((IPEndPoint)caller.RemoteEndPoint!) is not var (line, backwards))
        {
            caller.Close(0);
            return;
        }

        line.Add(caller);
        line.Add(callee);
        try
        {
            var (there, back) = backwards ? (line.Back, line.There) : (line.There, line.Back);
            if (!line.IsDown)
            {
                await there.PassAsync(_end.Token);
                await callee.ConnectAsync(_target, _end.Token);
                await Task.WhenAll(PumpAsync(caller, callee, there, line), PumpAsync(callee, caller, back, line));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // either side is gone
        }
        finally
        {
            line.Remove(caller);
            line.Remove(callee);
            caller.Close(0);
            callee.Close(0);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Gate gate, Line line)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is var count and > 0)
            {
                if (line.Delay is { Ticks: > 0 } delay)
                    await Task.Delay(delay, _end.Token);
                await gate.PassAsync(_end.Token);
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            from.Close(0);
            to.Close(0);
        }
    }
}
