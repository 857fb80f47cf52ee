using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;

namespace Pushy.Benchmarks.Fleet;

/// <summary>An agent that says yes and is done at once, over a real WebSocket.</summary>
internal sealed class SimulatedAgent(Uri server, RSA key, string node) : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public async Task Connect()
    {
        var path = $"/organizations/{BenchServer.Organization}/pushy/link/{node}";
        foreach (var (name, value) in RequestSigning.Sign(key, SigningVersion.V13, node, "GET", path, [], DateTimeOffset.UtcNow, nonce: SigningNonce.New()))
            _socket.Options.SetRequestHeader(name, value);
        await _socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = path }.Uri, default);
        await Send(new AgentMessage.Hello(node, "bench", "bench"));
    }

    public async Task Obey()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        while (_socket.State is WebSocketState.Open)
        {
            buffer.ResetWrittenCount();
            ValueWebSocketReceiveResult received;
            do
            {
                received = await _socket.ReceiveAsync(buffer.GetMemory(1024), default);
                buffer.Advance(received.Count);
            }
            while (!received.EndOfMessage);
            if (received.MessageType is not WebSocketMessageType.Text)
                return;

            switch (AgentLinkJson.ReadFromServer(buffer.WrittenSpan))
            {
                case ServerMessage.Commit(var job, _): await Send(new AgentMessage.AckCommit(job)); break;
                case ServerMessage.Run(var job):
                    await Send(new AgentMessage.AckRun(job));
                    await Send(new AgentMessage.Succeeded(job));
                    break;
                case ServerMessage.Abort(var job): await Send(new AgentMessage.Aborted(job)); break;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private Task Send(AgentMessage message) => _socket.SendAsync(AgentLinkJson.Write(message), WebSocketMessageType.Text, true, default);
}
