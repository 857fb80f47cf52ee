using System.Globalization;
using Pushy.Chaos.Networks;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Cluster;

/// <summary>How a host is started. What others know it by is its wire's address, and it listens elsewhere.</summary>
internal static class HostCommand
{
    public static IReadOnlyList<string> Of(int index, Network network, string connectionString, string data, Certificates? certificates)
    {
        List<string> settings =
        [
            "pushy.storage.provider=postgresql",
            // Through the wire; the last of two equal keys counts.
            string.Create(CultureInfo.InvariantCulture, $"pushy.storage.connection-string={connectionString};Port={network.Database[index].Port}"),
            $"pushy.storage.path={data}",
            $"pushy.http.urls={network.Http[index].GetLeftPart(UriPartial.Authority)}",
            $"pushy.server.name=host{index + 1}",
        ];
        if (network.Hosts > 1)
        {
            settings.AddRange([
                "pushy.cluster.enabled=true",
                $"pushy.cluster.host={network.Public[index].Address}",
                string.Create(CultureInfo.InvariantCulture, $"pushy.cluster.port={network.Public[index].Port}"),
                $"pushy.cluster.seeds={string.Join(',', network.Public)}",
                string.Create(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.port={network.Bound[index].Port}"),
                string.Create(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.public-port={network.Public[index].Port}"),
            ]);
            settings.AddRange(certificates is null
                ? ["pushy.cluster.tls.enabled=false"]
                :
                [
                    $"pushy.cluster.tls.certificate-file={certificates.Of(network.Public[index].Address)}",
                    $"pushy.cluster.tls.key-file={certificates.KeyOf(network.Public[index].Address)}",
                    $"pushy.cluster.tls.ca-file={certificates.Ca}",
                ]);
        }

        return [.. Programs.Server, "run", .. settings.SelectMany(setting => new[] { "--set", setting })];
    }
}
