using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Links;

/// <summary>An agent's side of a link, over a real WebSocket; says what a test wants it to say.</summary>
public sealed class SimulatedAgent : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // the machine may be busy with other tests

    private readonly ClientWebSocket _socket;
    private readonly CancellationTokenSource _patience = new(Patience);

    private SimulatedAgent(ClientWebSocket socket) => _socket = socket;

    /// <summary>A link on which nothing was said yet.</summary>
    public static async Task<SimulatedAgent> Dial(TestServer server, string organization, string node)
    {
        ArgumentNullException.ThrowIfNull(server);

        return await Dial(server.Address, organization, node, TestKeys.Mine);
    }

    /// <summary>A link on which nothing was said yet, to a server that is elsewhere.</summary>
    public static async Task<SimulatedAgent> Dial(string address, string organization, string node, RSA key)
    {
        var socket = Socket(address, organization, node, key, out var uri);
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(uri, patience.Token);
        return new SimulatedAgent(socket);
    }

    /// <summary>The status with which a link is refused.</summary>
    public static async Task<int> Refusal(TestServer server, string organization, string node)
    {
        ArgumentNullException.ThrowIfNull(server);

        using var socket = Socket(server.Address, organization, node, TestKeys.Mine, out var uri);
        using var patience = new CancellationTokenSource(Patience);
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(uri, patience.Token));
        return (int)socket.HttpStatusCode;
    }

    /// <summary>A link on which hello was said; the server may not have heard it yet.</summary>
    /// <param name="outcomes">Jobs that ended and have no receipt yet.</param>
    public static async Task<SimulatedAgent> Connect(TestServer server, string organization, string node, params string[] outcomes)
    {
        var agent = await Dial(server, organization, node);
        await agent.Say(new AgentMessage.Hello(node, Guid.NewGuid().ToString(), "test") { Outcomes = outcomes });
        return agent;
    }

    public Task Say(AgentMessage message) => Say(AgentLinkJson.Write(message));

    public Task Say(string frame) => Say(Encoding.UTF8.GetBytes(frame));

    public Task Say(ReadOnlyMemory<byte> frame, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(frame, type, endOfMessage: true, _patience.Token).AsTask();

    /// <summary>The server's next message, which must be of this kind.</summary>
    public async Task<T> Hear<T>()
        where T : ServerMessage => Assert.IsType<T>(AgentLinkJson.ReadFromServer((await HearFrame()).Span));

    /// <summary>The server's next message as it came.</summary>
    public async Task<string> HearText() => Encoding.UTF8.GetString((await HearFrame()).Span);

    /// <summary>The server's next message, of any kind; null once the link is over.</summary>
    public async Task<ServerMessage?> Next()
    {
        try
        {
            return await Receive() is { } frame ? AgentLinkJson.ReadFromServer(frame.Span) : null;
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>How the server closed, once it has; its messages before that do not matter.</summary>
    public async Task<(WebSocketCloseStatus? Status, string? Reason)> Closed()
    {
        while (await Receive() is not null)
        {
        }

        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);
        return (_socket.CloseStatus, _socket.CloseStatusDescription);
    }

    /// <summary>Whether the connection is dead, which shows when something is said.</summary>
    public async Task<bool> IsOver()
    {
        try
        {
            await Say(new AgentMessage.Heartbeat(AgentJobState.Idle, null));
            return false;
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>Says yes to the next job and starts it.</summary>
    public async Task<string> Start()
    {
        var job = await Ready();
        await Hear<ServerMessage.Run>();
        await Say(new AgentMessage.AckRun(job) { StartedAt = DateTimeOffset.UnixEpoch });
        return job;
    }

    /// <summary>Says yes to the next job.</summary>
    public async Task<string> Ready()
    {
        var job = (await Hear<ServerMessage.Commit>()).JobId;
        await Say(new AgentMessage.AckCommit(job));
        return job;
    }

    /// <summary>Says an outcome and waits until it is in the journal.</summary>
    public async Task End(AgentMessage outcome)
    {
        await Say(outcome);
        await Hear<ServerMessage.Recorded>();
    }

    /// <summary>Closes in good order, as an agent that is stopped does.</summary>
    public Task Stop() => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "stopping", _patience.Token);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _patience.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ClientWebSocket Socket(string address, string organization, string node, RSA key, out Uri uri)
    {
        var socket = new ClientWebSocket();
        var path = $"/organizations/{organization}/pushy/link/{node}";
        foreach (var (name, value) in RequestSigning.Sign(key, SigningVersion.V13, node, "GET", path, [], DateTimeOffset.UtcNow, nonce: SigningNonce.New()))
            socket.Options.SetRequestHeader(name, value);
        uri = new UriBuilder(address) { Scheme = "ws", Path = path }.Uri;
        return socket;
    }

    private async Task<ReadOnlyMemory<byte>> HearFrame()
    {
        var frame = await Receive();
        Assert.False(frame is null, $"the server closed: {_socket.CloseStatusDescription}");
        return frame!.Value;
    }

    private async Task<ReadOnlyMemory<byte>?> Receive()
    {
        var frame = new ArrayBufferWriter<byte>(1024);
        while (true)
        {
            var received = await _socket.ReceiveAsync(frame.GetMemory(1024), _patience.Token);
            frame.Advance(received.Count);
            if (received.MessageType is WebSocketMessageType.Close)
                return null;
            if (received.EndOfMessage)
                return frame.WrittenMemory;
        }
    }
}
