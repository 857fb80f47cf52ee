using System.Net;
using System.Net.Sockets;

namespace Pushy.Server.Tests.Clustering;

/// <summary>Takes connections and closes them as soon as something is said, like a host that is killed just then.</summary>
internal sealed class BrokenHost : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BrokenHost()
    {
        _listener.Start();
        _ = Serve();
    }

    /// <summary>HOST:PORT.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Ends once a connection was broken off.</summary>
    public Task Tried => _tried.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void Dispose() => _listener.Dispose();

    private async Task Serve()
    {
        var buffer = new byte[1];
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await client.GetStream().ReadExactlyAsync(buffer);
                _tried.TrySetResult();
            }
            catch (IOException)
            {
                // the other side was faster
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }
}
