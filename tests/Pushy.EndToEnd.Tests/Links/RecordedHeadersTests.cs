using System.Net;
using System.Net.Sockets;
using System.Text;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Links;

/// <summary>A real agent that is led to a foreign server, and what that server can do with what it hears.</summary>
public sealed class RecordedHeadersTests
{
    private const string Forged = """{"type":"hello","node":"web1","incarnation_id":"thief","version":"thief"}""";

    [Fact]
    public Task What_a_foreign_server_hears_of_an_agent_opens_no_link_and_does_not_disturb_the_agents_own() => Fleet.RunAsync(1, async fleet =>
    {
        var recorded = await RecordAsync(fleet);
        Assert.Contains("GET /organizations/acme/pushy/link/web1", recorded, StringComparison.Ordinal);
        fleet.StartAgent("web1");
        await fleet.AvailableAsync("web1");

        var heard = await ReplayAsync(fleet, recorded);

        Assert.StartsWith("HTTP/1.1 101", heard, StringComparison.Ordinal);
        Assert.Contains("""{"type":"challenge",""", heard, StringComparison.Ordinal);
        Assert.Contains("the hello does not prove that who opened the link has the node's key", heard, StringComparison.Ordinal);
        Assert.Equal("available", (await fleet.Api.PresenceAsync("web1")).Availability);
        Assert.Single(fleet.Agent("web1").Log().Split('\n'), line => line.Contains("connected to", StringComparison.Ordinal));
    });

    /// <summary>Ends the node's agent, and starts one that is led astray: all that it says to whom it takes for its server.</summary>
    private static async Task<string> RecordAsync(Fleet fleet)
    {
        await fleet.Agent("web1").KillAsync();
        using var foreign = new TcpListener(IPAddress.Loopback, 0);
        foreign.Start();
        var agent = fleet.StartAgent("web1", new Uri($"http://127.0.0.1:{((IPEndPoint)foreign.LocalEndpoint).Port}"));
        using var limit = new CancellationTokenSource(Until.Patience);
        using var socket = await foreign.AcceptSocketAsync(limit.Token);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            text.Append(Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token)));
        await agent.KillAsync();
        return text.ToString();
    }

    /// <summary>Sends it to the true server, and a hello after the challenge; gives all that comes back.</summary>
    private static async Task<string> ReplayAsync(Fleet fleet, string recorded)
    {
        using var limit = new CancellationTokenSource(Until.Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, fleet.Address.Port, limit.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(recorded), limit.Token);
        var heard = new StringBuilder();
        var buffer = new byte[4096];
        await HearAsync("signature");
        await socket.SendAsync((byte[])[0x81, (byte)(0x80 | Forged.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Forged)], limit.Token);   // text, masked with zeros
        await HearAsync("node's key");
        return heard.ToString();

        async Task HearAsync(string end)
        {
            while (!heard.ToString().Contains(end, StringComparison.Ordinal) && await socket.ReceiveAsync(buffer, limit.Token) is > 0 and var count)
                heard.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }
}
