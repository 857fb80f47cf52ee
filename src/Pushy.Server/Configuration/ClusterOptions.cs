using System.Net;
using System.Text.RegularExpressions;

namespace Pushy.Server.Configuration;

/// <summary>How this host meets the others. Not used unless <paramref name="Enabled"/>.</summary>
/// <param name="Enabled">Whether this server is one of several hosts that share a database.</param>
/// <param name="Name">Of the cluster; the same on all hosts.</param>
/// <param name="Host">By which other hosts reach this one.</param>
/// <param name="Port">On which other hosts reach this one.</param>
/// <param name="Seeds">Hosts to ask before a new cluster is formed; those that the database knows are asked anyway.</param>
/// <param name="Tls">How hosts prove to each other who they are.</param>
public sealed partial record ClusterOptions(bool Enabled, string Name, string Host, int Port, IReadOnlyList<HostAddress> Seeds, ClusterTlsOptions Tls)
{
    /// <summary>More seeds than any cluster has hosts.</summary>
    private const int MaxSeeds = 32;

    /// <summary>Where this host is for others.</summary>
    public HostAddress Address => new(Host, Port);

    internal static ClusterOptions Read(SettingReader reader, StorageOptions storage)
    {
        const string HostKey = "pushy.cluster.host";
        const string NameKey = "pushy.cluster.name";
        var enabled = reader.Flag("pushy.cluster.enabled");
        var name = reader.Text(NameKey);
        var host = reader.Text(HostKey);
        if (!NamePattern().IsMatch(name))
            reader.Problem(NameKey, "allowed are 1 to 40 letters, digits and hyphens, first a letter");
        if (enabled && (Uri.CheckHostName(host) == UriHostNameType.Unknown || IsAny(host)))
            reader.Problem(HostKey, $"'{host}' is not allowed; needed with cluster.enabled is the host name or IP address by which other hosts reach this one");
        if (enabled && storage.Provider == StorageProvider.Sqlite && !IsLoopback(host))
            reader.Problem("pushy.storage.provider", "hosts of a cluster share one database; allowed with cluster.enabled is postgresql (sqlite only where all hosts are this machine: cluster.host = 127.0.0.1)");

        return new ClusterOptions(
            enabled,
            name,
            host,
            reader.Number("pushy.cluster.port", 1, 65_535),
            ReadSeeds(reader),
            ClusterTlsOptions.Read(reader, enabled));
    }

    private static List<HostAddress> ReadSeeds(SettingReader reader)
    {
        const string Key = "pushy.cluster.seeds";
        var seeds = new List<HostAddress>();
        foreach (var text in reader.Text(Key).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (HostAddress.TryParse(text) is { } seed && seeds.Count < MaxSeeds)
                seeds.Add(seed);
            else
                reader.Problem(Key, $"'{text}' is not allowed; allowed are at most {MaxSeeds} times HOST:PORT, joined by commas");
        }

        return seeds;
    }

    private static bool IsAny(string host) => IPAddress.TryParse(host, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,39}$")]
    private static partial Regex NamePattern();
}

/// <summary>Where a host of the cluster is for others.</summary>
/// <param name="Host">Host name or IP address, IPv6 without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct HostAddress(string Host, int Port)
{
    /// <summary>Reads HOST:PORT or [IPV6]:PORT; null if it is neither.</summary>
    public static HostAddress? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), out var port) || port == 0)
            return null;
        var host = text[..colon].Trim('[', ']');
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? null : new HostAddress(host, port);
    }

    /// <summary>As a setting has it.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
