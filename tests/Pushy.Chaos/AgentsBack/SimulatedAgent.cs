using System.Net.WebSockets;
using System.Security.Cryptography;
using Pushy.Agent.Link;
using Pushy.Chaos.Cluster;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;

namespace Pushy.Chaos.AgentsBack;

/// <summary>The part of an agent that keeps its link up: connects, says hello, pings, goes round the servers with the real agent's waits.</summary>
internal sealed class SimulatedAgent(string node, IReadOnlyList<Uri> servers, RSA key, Random chance, ConnectionCounts counts)
{
    /// <summary>As the real agent has them.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10), PingInterval = TimeSpan.FromSeconds(10), PongTimeout = TimeSpan.FromSeconds(15);

    private const int BufferBytes = 1024;

    /// <summary>Index of the server that it is connected to; null while it is to none.</summary>
    public int? Server { get; private set; }

    /// <summary>When its last link came up, in <see cref="Uptime"/>.</summary>
    public double ConnectedAt { get; private set; }

    /// <param name="first">Index of the server that is tried first.</param>
    public async Task RunAsync(int first, CancellationToken stop)
    {
        var attempt = 0;
        for (var next = first; !stop.IsCancellationRequested; next = (next + 1) % servers.Count)
        {
            var lasted = await LinkAsync(next, stop);
            if (lasted >= Backoff.GoodLink.TotalSeconds)
                attempt = 0;
            await Task.Delay(Backoff.Next(attempt++, chance.NextDouble()), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Seconds that the link was up.</returns>
    private async Task<double> LinkAsync(int server, CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = PingInterval;
        socket.Options.KeepAliveTimeout = PongTimeout;
        var path = $"/organizations/{World.Organization}/pushy/link/{node}";
        foreach (var (name, value) in RequestSigning.Sign(key, SigningVersion.V13, node, "GET", path, [], TimeProvider.System.GetUtcNow(), nonce: SigningNonce.New()))
            socket.Options.SetRequestHeader(name, value);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(ConnectTimeout);
        try
        {
            counts.Attempt();
            await socket.ConnectAsync(new UriBuilder(servers[server]) { Scheme = "ws", Path = path }.Uri, patience.Token);
            await socket.SendAsync(AgentLinkJson.Write(new AgentMessage.Hello(node, "simulated", "simulated")), WebSocketMessageType.Text, true, stop);
            (Server, ConnectedAt) = (server, Uptime.Now);
            counts.Success();
            var buffer = new byte[BufferBytes];
            while (await socket.ReceiveAsync(buffer.AsMemory(), stop) is not { MessageType: WebSocketMessageType.Close })
            {
                // nobody posts a job
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // the server is gone, or was not there
        }

        if (Server is null)
            return 0;
        Server = null;
        return Uptime.Now - ConnectedAt;
    }
}
