using System.Net.Sockets;
using Pushy.Server.Hosting;

namespace Pushy.Server.Tests.Hosting;

public sealed class ServiceManagerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("@")]
    public async Task Systemd_is_told_that_the_server_is_ready(string kind)
    {
        var folder = Directory.CreateTempSubdirectory("pushy-notify-").FullName;
        try
        {
            var path = Path.Combine(folder, "socket");
            using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            systemd.Bind(new UnixDomainSocketEndPoint(kind == "@" ? $"\0{path}" : path));

            ServiceManager.SayReady(kind + path);

            var word = new byte[64];
            Assert.Equal("READY=1"u8.ToArray(), word[..await systemd.ReceiveAsync(word)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Without_systemd_nobody_is_told() => ServiceManager.SayReady(null);
}
