using System.Net.Sockets;
using System.Text;

namespace Pushy.Server.Tests.Hosting;

public sealed class LimitTests
{
    [Fact]
    public async Task A_client_that_does_not_finish_its_headers_is_cut_off()
    {
        await using var server = await TestServer.Start(sets: "pushy.http.header-timeout=1s");
        var address = new Uri(server.Address);
        using var slow = new TcpClient();
        await slow.ConnectAsync(address.Host, address.Port);
        await slow.GetStream().WriteAsync("GET /pushy/_status HTTP/1.1\r\nHost:"u8.ToArray());

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var reader = new StreamReader(slow.GetStream(), Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(patience.Token); // ends when the server closes
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_beyond_any_use_are_431()
    {
        await using var server = await TestServer.Start();
        Assert.Equal(431, (await SignedClient.Send(server.Address, "GET", "/pushy/_status", null, request =>
            request.Headers.Add("X-Big", new string('x', 70_000)))).Status);
    }
}
