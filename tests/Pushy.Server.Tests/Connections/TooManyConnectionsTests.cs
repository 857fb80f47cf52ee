using System.Net;
using System.Net.Sockets;
using System.Text;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Connections;

/// <summary>A server that may open few files, and clients that say nothing.</summary>
public sealed class TooManyConnectionsTests : IDisposable
{
    private const int Files = 1_024;
    private const int Silent = 1_500;

    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Silent_connections_neither_end_a_server_with_few_files_nor_leave_it_broken()
    {
        await using var server = await ServerProcess.StartWithFiles(Files, _folder, "pushy.http.first-request-timeout=1m");
        Assert.Contains("at most 512 connections", await server.LogLine("connections at the same time"), StringComparison.Ordinal);
        var to = new Uri(server.Address);
        var silent = new List<Socket>();
        try
        {
            for (var i = 0; i < Silent; i++)
            {
                silent.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                await silent[^1].ConnectAsync(IPAddress.Parse(to.Host), to.Port);
            }

            Assert.Contains("512", await server.LogLine("make room for new ones"), StringComparison.Ordinal);
            Assert.Equal(200, (await Eventually.See(() => Status(server.Address, "/pushy/_status"), status => status is not null))!.Value);   // for who asks there is a place
        }
        finally
        {
            silent.ForEach(one => one.Dispose());
        }

        // What was never asked for before is made now, and made whole.
        foreach (var path in new[] { "/pushy/_status", "/pushy/openapi.json", "/ui/sign-in", "/pushy/docs/" })
            Assert.InRange((await Eventually.See(() => Status(server.Address, path), status => status is not null))!.Value, 200, 499);
        await server.Terminate();
        Assert.Equal(0, await server.ExitCode());
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed_and_one_that_asked_is_kept()
    {
        await using var server = await TestServer.Start(sets: "pushy.http.first-request-timeout=3s");
        var to = new Uri(server.Address);
        using var silent = new TcpClient();
        using var asking = new TcpClient();
        await asking.ConnectAsync(to.Host, to.Port);
        await Ask(asking);
        await silent.ConnectAsync(to.Host, to.Port);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.True(await IsClosed(silent, patience.Token));
        await Ask(asking);

        async Task Ask(TcpClient client)
        {
            await client.GetStream().WriteAsync("GET /pushy/_status HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            var answer = "";
            var part = new byte[4096];
            while (!answer.EndsWith('}'))   // the end of its body
                answer += Encoding.ASCII.GetString(part, 0, await client.GetStream().ReadAsync(part));
            Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        }
    }

    private static async Task<bool> IsClosed(TcpClient client, CancellationToken ct)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], ct) == 0;
        }
        catch (IOException)
        {
            return true;   // reset
        }
    }

    /// <summary>Null when the connection was closed: the silent ones may still be going.</summary>
    private static async Task<int?> Status(string address, string path)
    {
        try
        {
            return (await SignedClient.Send(address, "GET", path, null)).Status;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
