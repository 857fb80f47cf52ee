using System.Net.Sockets;
using System.Text;

namespace Pushy.Server.Tests.Gateway;

public sealed class BodyLimitTests(ThingServer things) : IClassFixture<ThingServer>
{
    private const string TooLarge = """{"error":"JSON must be no more than 1000000 bytes."}""";
    private const string Things = ThingServer.Things;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_exactly_the_limit_is_taken(bool chunked) =>
        Assert.Equal(201, (await things.Alice.Post(Things, new string(' ', 1_000_000), Chunked(chunked))).Status);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_one_byte_longer_is_413(bool chunked)
    {
        var reply = await things.Alice.Post(Things, new string(' ', 1_000_001), Chunked(chunked));
        Assert.Equal((413, TooLarge, "application/json"), (reply.Status, reply.Body, reply.Header("Content-Type")));
        Assert.Null(reply.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_chunked_body_is_cut_off_before_its_end()
    {
        var address = new Uri(things.Server.Address);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /organizations/acme/pushy/join HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nF4241\r\n"));
        await stream.WriteAsync(new byte[1_000_001]);

        var answer = new byte[12];
        await stream.ReadExactlyAsync(answer);
        Assert.Equal("HTTP/1.1 413", Encoding.ASCII.GetString(answer));
    }

    private static Action<HttpRequestMessage> Chunked(bool chunked) => request =>
    {
        if (chunked)
            request.Headers.TransferEncodingChunked = true;
    };
}
