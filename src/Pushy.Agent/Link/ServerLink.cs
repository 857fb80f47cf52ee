using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Pushy.Agent.Jobs;
using Pushy.Agent.Settings;
using Pushy.Agent.State;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Connecting;

namespace Pushy.Agent.Link;

/// <summary>How a link ended.</summary>
/// <param name="Refused">The server said that it does not want this agent.</param>
/// <param name="Lasted">How long it was up.</param>
internal sealed record LinkEnd(bool Refused, TimeSpan Lasted);

/// <summary>One WebSocket to one server, from signing to its end.</summary>
internal sealed class ServerLink(LiveSettings settings, ServerPin pin, ChannelWriter<LoopSignal> loop, TimeProvider time, Log log)
{
    /// <summary>A server that is gone is noticed after both: at most 18 s, before votes stop waiting for this node (<c>pushy.presence.settle</c>).</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10), PongTimeout = TimeSpan.FromSeconds(8);

    /// <summary>How long goodbye may take.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private const int SmallBuffer = 4096;

    private readonly ServerProof _proof = new(pin, log);

    /// <param name="patience">For the connection, and for the server to prove its key.</param>
    public async Task<LinkEnd> RunAsync(Uri server, TimeSpan patience, CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(patience);
        var current = settings.Current;
        var handshake = new AgentHandshake(current.Organization, current.Node, current.Key, RandomNumberGenerator.GetBytes(LinkHandshake.NonceBytes));
        if (!await TryConnectAsync(socket, server, handshake, stop, timeout.Token))
            return new(IsRefusal(socket.HttpStatusCode), TimeSpan.Zero);
        var (proof, isWrong) = await TryProveAsync(socket, server, handshake, patience, stop, timeout.Token);
        if (proof is null)
            return new(isWrong, TimeSpan.Zero);

        log.Info($"connected to {server}");
        var since = time.GetTimestamp();
        var outbox = new LinkOutbox(socket);
        await loop.WriteAsync(new LoopSignal.LinkUp(outbox, proof), CancellationToken.None);
        using var onStop = stop.Register(outbox.Complete);
        using var cut = new CancellationTokenSource();
        var sending = SendAsync(outbox, cut.Token);
        var receiving = ReceiveAsync(socket, server, cut.Token);
        await Task.WhenAny(sending, receiving);
        outbox.Complete();
        cut.CancelAfter(CloseTimeout);
        await Task.WhenAny(Task.WhenAll(sending, receiving));
        await loop.WriteAsync(new LoopSignal.LinkDown(outbox), CancellationToken.None);
        return new(socket.CloseStatus is (WebSocketCloseStatus)LinkHandshake.NodeInUse, time.GetElapsedTime(since));
    }

    private async Task<bool> TryConnectAsync(ClientWebSocket socket, Uri server, AgentHandshake handshake, CancellationToken stop, CancellationToken timeout)
    {
        var uri = new Uri(server, handshake.Path);
        var options = socket.Options;
        (options.KeepAliveInterval, options.KeepAliveTimeout, options.CollectHttpResponseDetails) = (PingInterval, PongTimeout, true);
        foreach (var (name, value) in handshake.Headers(uri.AbsolutePath, time.GetUtcNow()))
            options.SetRequestHeader(name, value);
        using var invoker = new HttpMessageInvoker(settings.Current.Trust.NewHandler());
        try
        {
            await socket.ConnectAsync(new UriBuilder(uri) { Scheme = uri.Scheme == "https" ? "wss" : "ws" }.Uri, invoker, timeout);
            return true;
        }
        catch (Exception not) when (not is WebSocketException or OperationCanceledException)
        {
            if (IsRefusal(socket.HttpStatusCode))
                log.Error($"{server} refuses this agent: {Explain(socket.HttpStatusCode)}");
            else if (!stop.IsCancellationRequested)
                log.Warn($"no connection to {server}: {Explain(not, socket.HttpStatusCode)}");
            return false;
        }
    }

    /// <returns>The proof for the hello, or null and whether the server is a wrong one.</returns>
    private async Task<(byte[]? Proof, bool IsWrong)> TryProveAsync(
        ClientWebSocket socket, Uri server, AgentHandshake handshake, TimeSpan patience, CancellationToken stop, CancellationToken timeout)
    {
        try
        {
            var proof = await _proof.CheckAsync(socket, handshake, server, timeout);
            return (proof, proof is null && socket.CloseStatus is null);
        }
        catch (OperationCanceledException)
        {
            if (!stop.IsCancellationRequested)
                log.Error($"{server} did not prove its key within {patience.TotalSeconds:0} s; it is no Pushy server, or one of before 0.2");
        }
        catch (WebSocketException lost)
        {
            log.Warn($"the link to {server} broke before it proved its key: {(lost.InnerException ?? lost).Message}");
        }
        return default;
    }

    private static string Explain(Exception not, HttpStatusCode status) => not switch
    {
        OperationCanceledException => "timeout",
        _ when status is not (0 or HttpStatusCode.SwitchingProtocols) => $"it answers HTTP {(int)status}",
        _ => CertificateTrouble.OrCause(not),
    };

    private static bool IsRefusal(HttpStatusCode status) => (int)status is >= 400 and < 500 and not (408 or 429);

    private string Explain(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => $"401, it does not accept the key of node {settings.Current.Node}, or the clocks differ by more than 15 minutes",
        HttpStatusCode.Forbidden => $"403, node {settings.Current.Node} may not connect",
        HttpStatusCode.NotFound => $"404, it has no organization {settings.Current.Organization}",
        _ => $"HTTP {(int)status}",
    };

    private static async Task SendAsync(LinkOutbox outbox, CancellationToken cut)
    {
        try
        {
            await outbox.RunAsync(cut);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // That the link is gone is told by the receiving side.
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket, Uri server, CancellationToken cut)
    {
        var buffer = new ArrayBufferWriter<byte>(SmallBuffer);
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer.GetMemory(SmallBuffer), cut);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    TellClose(socket, server);
                    return;
                }
                buffer.Advance(got.Count);
                if (buffer.WrittenCount > AgentLinkJson.MaxFrameBytes)
                {
                    log.Error($"{server} sent a frame of more than {AgentLinkJson.MaxFrameBytes} bytes; the link is cut");
                    socket.Abort();
                    return;
                }
                if (!got.EndOfMessage)
                    continue;
                if (Read(buffer.WrittenSpan, got.MessageType, server) is { } message)
                    await loop.WriteAsync(new LoopSignal.Frame(message), cut);
                if (buffer.Capacity > SmallBuffer)
                    buffer = new(SmallBuffer);      // a large frame is rare; its room is not kept
                else
                    buffer.ResetWrittenCount();
            }
        }
        catch (WebSocketException lost)
        {
            log.Warn($"the link to {server} broke: {(lost.InnerException ?? lost).Message}");
        }
        catch (OperationCanceledException)
        {
            // The agent stops, and the server did not say goodbye in time.
        }
    }

    private void TellClose(ClientWebSocket socket, Uri server)
    {
        if (socket.CloseStatus is (WebSocketCloseStatus)LinkHandshake.NodeInUse)
            log.Error(
                $"{server} refuses this agent: {socket.CloseStatusDescription}. Two machines have the key of node {settings.Current.Node}: was this one cloned? Then stop the agent, remove its key and {settings.Current.StateDir}, and join under a name of its own: pushy-agent join --node NAME");
        else
            log.Info($"{server} closed the link: {socket.CloseStatus} {socket.CloseStatusDescription}");
    }

    private ServerMessage? Read(ReadOnlySpan<byte> frame, WebSocketMessageType type, Uri server)
    {
        try
        {
            if (type == WebSocketMessageType.Text)
                return AgentLinkJson.ReadFromServer(frame);
            log.Warn($"{server} sent a binary frame of {frame.Length} bytes; ignored");
        }
        catch (JsonException bad)
        {
            log.Warn($"{server} sent a frame of {frame.Length} bytes that is no message; ignored ({bad.GetType().Name} at line {bad.LineNumber}, byte {bad.BytePositionInLine})");
        }
        return null;
    }
}
