using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pushy.Contracts.Signing;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Links;

/// <summary>An agent link by hand: signed as it must be, and then anything.</summary>
internal sealed class RawLink : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    private RawLink()
    {
    }

    public static string Hello(string node) => $$"""{"type":"hello","node":"{{node}}","incarnation_id":"{{Guid.NewGuid()}}","version":"test"}""";

    public static async Task<RawLink> ConnectAsync(Fleet fleet, string node)
    {
        var link = new RawLink();
        var path = $"/organizations/{FleetTemplate.Organization}/pushy/link/{node}";
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(fleet.KeyFile(node)));
        foreach (var (name, value) in RequestSigning.Sign(key, SigningVersion.V13, node, "GET", path, [], TimeProvider.System.GetUtcNow(), nonce: SigningNonce.New()))
            link._socket.Options.SetRequestHeader(name, value);
        using var limit = new CancellationTokenSource(Until.Patience);
        await link._socket.ConnectAsync(new UriBuilder(new Uri(fleet.Address, path)) { Scheme = "ws" }.Uri, limit.Token);
        return link;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] frame, WebSocketMessageType type)
    {
        try
        {
            using var limit = new CancellationTokenSource(Until.Patience);
            await _socket.SendAsync(frame, type, endOfMessage: true, limit.Token);
        }
        catch (WebSocketException)
        {
            // closed already; why, the close frame says
        }
    }

    /// <summary>The server's next message, of at most 4096 bytes, which must be of a type; gives the job that it is about.</summary>
    public async Task<string> HearAsync(string type)
    {
        using var limit = new CancellationTokenSource(Until.Patience);
        var buffer = new byte[4096];
        var frame = await _socket.ReceiveAsync(buffer, limit.Token);
        using var message = JsonDocument.Parse(buffer.AsMemory(0, frame.Count));
        Assert.Equal(type, message.RootElement.GetProperty("type").GetString());
        return message.RootElement.GetProperty("job_id").GetString()!;
    }

    /// <summary>How the server closed the link, and the reason that it gave.</summary>
    public async Task<(WebSocketCloseStatus? Status, string? Reason)> ClosedAsync()
    {
        using var limit = new CancellationTokenSource(Until.Patience);
        var buffer = new byte[4096];
        while ((await _socket.ReceiveAsync(buffer, limit.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        return (_socket.CloseStatus, _socket.CloseStatusDescription);
    }

    public void Dispose() => _socket.Dispose();
}
