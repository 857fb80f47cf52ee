using System.Net;
using System.Net.Sockets;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>Whether a server can listen where the settings say, or one does.</summary>
internal static class PortChecks
{
    private const string Area = "ports";

    public static async Task<IReadOnlyList<Finding>> Of(ServerOptions options, IReadOnlyList<ClusterHostRow> hosts, CancellationToken ct)
    {
        var findings = new List<Finding>();
        foreach (var url in options.Http.Urls)
            findings.AddRange(await Http(url, options.Http.Tls, ct));
        findings = [.. findings.Distinct()];   // a server says the same on each of its ports
        if (options.Cluster.Enabled)
            findings.Add(await Cluster(options.Cluster, hosts.Any(host => host.Address == options.Cluster.Address.ToString()), ct));
        return findings;
    }

    private static async Task<IReadOnlyList<Finding>> Http(string url, HttpTlsOptions? tls, CancellationToken ct)
    {
        var listen = ListenAddress.Parse(url);
        if (listen.Port == 0)
            return [Finding.Ok(Area, $"{url} takes a free port at each start")];
        return TryListen(listen.IsAny ? IPAddress.Any : listen.Ip, listen.Port) switch
        {
            null => [Finding.Ok(Area, $"{url} is free")],
            SocketError.AddressAlreadyInUse => await ServerProbe.Look(url, listen, tls, ct),
            var error => [Finding.Problem(Area, $"nobody can listen on {url} from here: {Text(error.Value)}", "set pushy.http.urls to an address of this machine, and a port that this account may use (above 1023)")],
        };
    }

    private static async Task<Finding> Cluster(ClusterOptions cluster, bool runs, CancellationToken ct)
    {
        var name = $"{cluster.Address} for the other hosts";
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(cluster.Host, ct);
        }
        catch (SocketException e)
        {
            return Finding.Problem(Area, $"pushy.cluster.host '{cluster.Host}' has no address: {e.Message}", "name this machine as the other hosts reach it");
        }

        return TryListen(addresses[0], cluster.Port) switch
        {
            null when runs => Finding.Warning(Area, $"the register says that this host runs, and {name} is free", "it ended a moment ago, or another machine calls itself by this host's name: compare pushy.cluster.host"),
            null => Finding.Ok(Area, $"{name} is free"),
            SocketError.AddressAlreadyInUse when runs => Finding.Ok(Area, $"{name} is held by this host's server"),
            SocketError.AddressAlreadyInUse => Finding.Problem(Area, $"{name} is held by another program", $"ss -ltnp 'sport = :{cluster.Port}' says by which; end it, or set pushy.cluster.port"),
            var error => Finding.Problem(Area, $"nobody can listen on {name} from here: {Text(error.Value)}", "pushy.cluster.host has to be an address of this machine (behind NAT: set akka.remote.dot-netty.tcp.hostname)"),
        };
    }

    /// <summary>Null: it worked, and it is free again.</summary>
    private static SocketError? TryListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static string Text(SocketError error) => new SocketException((int)error).Message;
}
