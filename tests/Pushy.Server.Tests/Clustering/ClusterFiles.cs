using Pushy.Server.Clustering;
using System.Security.Cryptography.X509Certificates;

namespace Pushy.Server.Tests.Clustering;

/// <summary>A folder with the CA of a cluster, certificates of its hosts, and their database.</summary>
public sealed class ClusterFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public string Ca => Path.Combine(Folder, "ca.pem");

    public ClusterFiles()
    {
        var (certificate, key) = NewCertificates.Ca("Test CA", DateTimeOffset.UtcNow);
        File.WriteAllText(Ca, certificate);
        File.WriteAllText(KeyOf("ca"), key);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Makes a host's certificate by this CA.</summary>
    public string CertificateOf(string host, DateTimeOffset? at = null)
    {
        using var ca = X509Certificate2.CreateFromPemFile(Ca, KeyOf("ca"));
        var (certificate, key) = NewCertificates.Host(ca, host, at ?? DateTimeOffset.UtcNow);
        File.WriteAllText(Path.Combine(Folder, host + ".pem"), certificate);
        File.WriteAllText(KeyOf(host), key);
        File.SetUnixFileMode(KeyOf(host), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return Path.Combine(Folder, host + ".pem");
    }

    public string KeyOf(string host) => Path.Combine(Folder, host + "-key.pem");

    /// <summary>Settings of a host, with this CA's certificate.</summary>
    /// <param name="host">A loopback address.</param>
    /// <param name="port">Of the cluster.</param>
    public string[] Sets(string host, int port) =>
    [
        $"pushy.storage.path={Folder}", "pushy.cluster.enabled=true", $"pushy.cluster.host={host}", $"pushy.cluster.port={port}",
        $"pushy.cluster.tls.certificate-file={CertificateOf(host)}", $"pushy.cluster.tls.key-file={KeyOf(host)}", $"pushy.cluster.tls.ca-file={Ca}",
    ];
}
