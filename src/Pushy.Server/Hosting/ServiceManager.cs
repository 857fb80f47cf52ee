using System.Net.Sockets;

namespace Pushy.Server.Hosting;

/// <summary>
/// Tells systemd that the server listens (sd_notify(3), <c>Type=notify</c>). Of its words only this one: a host that begins anew is not stopping, which
/// systemd would expect to end it.
/// </summary>
internal static class ServiceManager
{
    public const string Variable = "NOTIFY_SOCKET";

    /// <param name="socketPath">What systemd put into <see cref="Variable"/>; null: nobody wants to know.</param>
    public static void SayReady(string? socketPath)
    {
        if (string.IsNullOrEmpty(socketPath))
            return;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath[0] == '@' ? $"\0{socketPath[1..]}" : socketPath));   // @: an abstract one
        socket.Send("READY=1"u8);
    }
}
