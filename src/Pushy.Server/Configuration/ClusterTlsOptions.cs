using System.Security.Cryptography;

namespace Pushy.Server.Configuration;

/// <summary>TLS between the hosts of a cluster, both sides with a certificate.</summary>
/// <param name="Enabled">Without it, whoever reaches the port can be a host.</param>
/// <param name="CertificateFile">This host's certificate and those between it and the CA, PEM.</param>
/// <param name="KeyFile">The certificate's private key, PEM, not encrypted.</param>
/// <param name="CaFile">Certificates of which one must have issued each host's, PEM; empty where hosts' certificates are pinned.</param>
/// <param name="Pinned">SHA-256 fingerprints, upper-case hex; when there are any, a host's certificate must be one of them.</param>
public sealed record ClusterTlsOptions(bool Enabled, string CertificateFile, string KeyFile, string CaFile, IReadOnlySet<string> Pinned)
{
    internal static ClusterTlsOptions Read(SettingReader reader, bool clustered)
    {
        var enabled = reader.Flag("pushy.cluster.tls.enabled");
        var pinned = ReadPinned(reader);
        var needed = clustered && enabled;
        var options = new ClusterTlsOptions(
            enabled,
            File("pushy.cluster.tls.certificate-file", needed),
            File("pushy.cluster.tls.key-file", needed),
            File("pushy.cluster.tls.ca-file", needed && pinned.Count == 0),
            pinned);
        return options;

        string File(string key, bool isNeeded)
        {
            var path = reader.Text(key);
            if (isNeeded && path.Length == 0)
                reader.Problem(key, "needed with cluster.enabled and cluster.tls.enabled; allowed is the path of a PEM file ('pushy-server cluster new-ca' and 'new-certificate' make them)");
            else if (clustered && path.Length > 0 && !System.IO.File.Exists(path))
                reader.Problem(key, $"there is no file '{path}'");
            return path;
        }
    }

    private static HashSet<string> ReadPinned(SettingReader reader)
    {
        const string Key = "pushy.cluster.tls.pinned";
        var pins = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in reader.Text(Key).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var hex = text.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
            if (hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit))
                pins.Add(hex);
            else
                reader.Problem(Key, $"'{text}' is not allowed; allowed are SHA-256 fingerprints of certificates, 64 hex digits each, joined by commas");
        }

        return pins;
    }
}
