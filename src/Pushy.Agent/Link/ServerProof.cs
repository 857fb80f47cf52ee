using System.Net.WebSockets;
using System.Text.Json;
using Pushy.Agent.State;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;

namespace Pushy.Agent.Link;

/// <summary>The first frame of a link: the server proves that it has the key that this agent knows, before anything it says is heeded.</summary>
internal sealed class ServerProof(ServerPin pin, Log log)
{
    /// <returns>The proof to answer with; null when the server is to be left, which the log then says why.</returns>
    public async Task<byte[]?> CheckAsync(ClientWebSocket socket, AgentHandshake handshake, Uri server, CancellationToken cancel)
    {
        if (await FirstFrameAsync(socket, server, cancel) is not { } frame)
            return null;
        if (Read(frame) is not { } challenge || !ServerKey.TryRead(challenge.Key, out var key, out _))
        {
            log.Error($"{server} did not prove its key: its first frame is no challenge; nothing it sends is heeded");
            return null;
        }

        if (pin.Known is { } known && !known.Is(challenge.Key))
        {
            log.Error($"{server} has another key than the one that this agent knows, {key.Fingerprint} instead of {known.Fingerprint}; nothing it sends is heeded. If that server is the right one, {pin.Remedy}");
            return null;
        }

        if (!handshake.IsFrom(challenge, key))
        {
            log.Error($"{server} did not prove its key: the challenge is not signed for this link; nothing it sends is heeded");
            return null;
        }

        return pin.Known is not null || Trust(key, server) ? handshake.Prove(challenge) : null;
    }

    private bool Trust(ServerKey key, Uri server)
    {
        try
        {
            pin.Trust(key);
            log.Warn($"{server} is the first server that proved its key, {key.Fingerprint}; from now on this agent takes no other. Compare it with what pushy-server server-key prints there");
            return true;
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            log.Error($"the key of {server} cannot be kept, so it is left: {not.Message}");
            return false;
        }
    }

    private async Task<byte[]?> FirstFrameAsync(ClientWebSocket socket, Uri server, CancellationToken cancel)
    {
        var buffer = new byte[LinkHandshake.MaxFrameBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(length), cancel);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                log.Warn($"{server} closed the link: {socket.CloseStatus} {socket.CloseStatusDescription}");
                return null;
            }

            length += got.Count;
            if (got.EndOfMessage)
                return got.MessageType == WebSocketMessageType.Text ? buffer[..length] : [];
        }

        return [];   // too long to be one
    }

    private static ServerMessage.Challenge? Read(byte[] frame)
    {
        try
        {
            return AgentLinkJson.ReadFromServer(frame) is ServerMessage.Challenge { Nonce: not null, Key: not null, Signature: not null } challenge ? challenge : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
