using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Pushy.Actors.Links;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Server.Links;

/// <summary>
/// The frames of one agent's WebSocket: text frames in, parsed; the outbox out. What is malformed closes the socket with a reason,
/// and harms nobody else. Before an order goes out, <paramref name="confirm"/> says whether the node may still have it.
/// </summary>
/// <param name="socket">The agent's.</param>
/// <param name="outbox">What it is to be sent.</param>
/// <param name="budget">What unfinished frames of all links may hold.</param>
/// <param name="frameTimeout">How long one frame may take from its first bytes to its last.</param>
/// <param name="confirm">Says of an order whether it may still go out.</param>
/// <param name="time">The server's.</param>
internal sealed class AgentSocket(WebSocket socket, Channel<byte[]> outbox, FrameBudget budget, TimeSpan frameTimeout, Func<CancellationToken, Task<bool>> confirm, TimeProvider time)
{
    /// <summary>More frames than a working agent ever has to say within <see cref="RateWindow"/>.</summary>
    public const int MaxFramesInWindow = 2_000;

    private const int NotOver = -1;
    private const int BufferBytes = 4096;
    private const int MaxReasonBytes = 123;   // RFC 6455 §5.5

    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<(WebSocketCloseStatus Status, string Reason)> _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _maxFrameBytes = LinkHandshake.MaxFrameBytes;
    private long _windowStart = time.GetTimestamp();
    private int _framesInWindow;
    private int _end = NotOver;

    /// <summary>Ends once the socket is to be closed.</summary>
    public Task AskedToClose => _closing.Task;

    /// <summary>Why the link ended, for counting; the first reason counts.</summary>
    public LinkEnd End => Volatile.Read(ref _end) is >= 0 and var end ? (LinkEnd)end : LinkEnd.ConnectionLost;

    /// <summary>Asks for the socket to be closed; the first reason counts.</summary>
    public void Close(LinkEnd end, string reason, WebSocketCloseStatus status = WebSocketCloseStatus.PolicyViolation)
    {
        Ends(end);
        _closing.TrySetResult((status, reason));
    }

    /// <summary>From now on frames may be as long; until then only as long as those of a handshake.</summary>
    public void TakeFramesOf(int maxBytes) => _maxFrameBytes = maxBytes;

    /// <summary>The next message; null when the socket ends, whoever ended it.</summary>
    public async Task<AgentMessage?> Receive(CancellationToken cancel)
    {
        using var frame = new FrameBuffer(budget);   // empty until something comes
        ITimer? deadline = null;
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(Memory<byte>.Empty, cancel);   // waits without holding a buffer
                if (received.MessageType is WebSocketMessageType.Close)
                {
                    Ends(socket.CloseStatus is WebSocketCloseStatus.NormalClosure ? LinkEnd.AgentStopped : LinkEnd.ConnectionLost);
                    return null;
                }

                if (!received.EndOfMessage)   // else it was an empty frame, and more would be the next one's
                {
                    if (await frame.Room(_maxFrameBytes, _closing.Task) is not { Length: > 0 } room)
                        return null;   // it is closing, for the frame has taken too long or otherwise
                    received = await socket.ReceiveAsync(room, cancel);
                }

                frame.Advance(received.Count);
                if (received.MessageType is not WebSocketMessageType.Text)
                    return Refuse(WebSocketCloseStatus.InvalidMessageType, "only text frames are understood");
                if (frame.Length > _maxFrameBytes)
                    return Refuse(WebSocketCloseStatus.MessageTooBig, $"a frame may have at most {_maxFrameBytes} bytes");
                if (received.EndOfMessage)
                    return IsTooMany() ? Refuse(WebSocketCloseStatus.PolicyViolation, "too many frames") : AgentLinkJson.ReadFromAgent(frame.Written);
                deadline ??= time.CreateTimer(_ => Refuse(WebSocketCloseStatus.PolicyViolation, $"a frame did not end within {frameTimeout.TotalSeconds:F0} s"), null, frameTimeout, Timeout.InfiniteTimeSpan);
            }
        }
        catch (JsonException)
        {
            return Refuse(WebSocketCloseStatus.InvalidPayloadData, "a frame is no message of the agent link");
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            Ends(LinkEnd.ConnectionLost);
            return null;
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    /// <summary>Sends the outbox until the socket is asked to close, and then says why.</summary>
    public async Task Send(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var more = outbox.Reader.WaitToReadAsync(cancel).AsTask();
                if (await Task.WhenAny(more, _closing.Task) == _closing.Task || !await more)
                    break;

                while (!_closing.Task.IsCompleted && outbox.Reader.TryRead(out var frame) && await MayGo(frame, cancel))
                    await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancel);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // the receiving side sees the same end
        }

        await SayGoodbye(cancel);
    }

    /// <summary>Reads on and heeds nothing until the agent has closed too: a connection dropped with bytes unread takes our reason with it.</summary>
    public async Task Drain(CancellationToken cancel)
    {
        var waste = new byte[BufferBytes];
        try
        {
            while (socket.State is WebSocketState.CloseSent)
                await socket.ReceiveAsync(waste.AsMemory(), cancel);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // it left without a word
        }
    }

    /// <summary>Whether the agent closed in good order of its own accord, because it was stopped.</summary>
    public DownReason WhyEnded => socket.CloseStatus is WebSocketCloseStatus.NormalClosure && !_closing.Task.IsCompleted
        ? DownReason.AgentStopped : DownReason.ConnectionLost;

    private async ValueTask<bool> MayGo(byte[] frame, CancellationToken cancel)
    {
        if (!AgentLinkJson.IsOrder(frame))
            return true;
        var confirmed = confirm(cancel);
        if (!confirmed.IsCompleted)
            await Task.WhenAny(confirmed, _closing.Task);
        return !_closing.Task.IsCompleted && await confirmed;
    }

    private async Task SayGoodbye(CancellationToken cancel)
    {
        try
        {
            var (status, reason) = await _closing.Task.WaitAsync(cancel);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(status, Cut(reason), cancel);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // nobody is left to hear it
        }
    }

    private AgentMessage? Refuse(WebSocketCloseStatus status, string reason)
    {
        Close(LinkEnd.BadFrame, reason, status);
        return null;
    }

    private void Ends(LinkEnd end) => Interlocked.CompareExchange(ref _end, (int)end, NotOver);

    private bool IsTooMany()
    {
        if (time.GetElapsedTime(_windowStart) > RateWindow)
            (_windowStart, _framesInWindow) = (time.GetTimestamp(), 0);
        return ++_framesInWindow > MaxFramesInWindow;
    }

    private static string Cut(string reason) => Encoding.UTF8.GetByteCount(reason) <= MaxReasonBytes ? reason : reason[..(MaxReasonBytes / 4)];
}
