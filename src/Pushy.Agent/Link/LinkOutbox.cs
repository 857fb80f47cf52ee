using System.Net.WebSockets;
using System.Threading.Channels;

namespace Pushy.Agent.Link;

/// <summary>Frames on their way to a server. Bounded: a link that does not take them is cut, and the next one begins with the whole truth.</summary>
/// <param name="socket">Where they go.</param>
internal sealed class LinkOutbox(WebSocket socket)
{
    private const int MaxFrames = 256;

    /// <summary>Long messages go in pieces: the socket keeps a buffer as large as its largest.</summary>
    private const int Piece = 16 * 1024;

    private readonly Channel<Func<byte[]?>> _frames = Channel.CreateBounded<Func<byte[]?>>(new BoundedChannelOptions(MaxFrames) { SingleReader = true });

    /// <summary>Queues a frame.</summary>
    /// <param name="frame">Gives the frame when its turn has come, so that queued outcomes take no memory; null if it is not needed any more.</param>
    public void Send(Func<byte[]?> frame)
    {
        if (!_frames.Writer.TryWrite(frame))
            socket.Abort();
    }

    /// <summary>No more frames: the link closes after those that are queued.</summary>
    public void Complete() => _frames.Writer.TryComplete();

    /// <summary>Sends until <see cref="Complete"/>, then says goodbye.</summary>
    public async Task RunAsync(CancellationToken cut)
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(cut))
            if (frame() is { } bytes)
                await SendAsync(bytes, cut);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "the agent stops", cut);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cut)
    {
        for (; frame.Length > Piece; frame = frame[Piece..])
            await socket.SendAsync(frame[..Piece], WebSocketMessageType.Text, endOfMessage: false, cut);
        await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cut);
    }
}
