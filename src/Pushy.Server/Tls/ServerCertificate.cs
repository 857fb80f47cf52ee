using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pushy.Server.Configuration;

namespace Pushy.Server.Tls;

/// <summary>What the server shows to whoever connects: its certificate with key, and those between it and its authority.</summary>
/// <param name="Leaf">With its private key.</param>
/// <param name="Context">All that is sent.</param>
/// <param name="Fingerprint">SHA-256 of both files, by which a change is noticed.</param>
internal sealed record ServerCertificate(X509Certificate2 Leaf, SslStreamCertificateContext Context, string Fingerprint)
{
    /// <summary>The group may read it: packages of certificates work so.</summary>
    private const UnixFileMode NotForKeys = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public DateTimeOffset Ends => new(Leaf.NotAfter);

    /// <exception cref="ConfigurationException">Names the setting, the file and what is wrong.</exception>
    public static ServerCertificate Load(HttpTlsOptions options)
    {
        var certificates = Read(HttpTlsOptions.CertificateKey, options.CertificateFile);
        if (!OperatingSystem.IsWindows() && File.Exists(options.KeyFile) && File.GetUnixFileMode(options.KeyFile) is var mode && (mode & NotForKeys) != 0)
        {
            throw new ConfigurationException(
                $"{HttpTlsOptions.KeyKey}: others on this machine may use '{options.KeyFile}' (mode {Convert.ToString((int)mode, 8)}); chmod 640 {options.KeyFile}");
        }

        var key = Read(HttpTlsOptions.KeyKey, options.KeyFile);
        return new ServerCertificate(Assemble(certificates, key, options, out var context), context, Hash(certificates, key));
    }

    /// <summary>Of both files as they are now; null where one cannot be read.</summary>
    public static string? FingerprintOf(HttpTlsOptions options)
    {
        try
        {
            return Hash(File.ReadAllText(options.CertificateFile), File.ReadAllText(options.KeyFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static X509Certificate2 Assemble(string certificates, string key, HttpTlsOptions options, out SslStreamCertificateContext context)
    {
        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificates, key);
            var all = new X509Certificate2Collection();
            all.ImportFromPem(certificates);
            all.RemoveAt(0);
            context = SslStreamCertificateContext.Create(leaf, all, offline: true);
            return leaf;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ConfigurationException(
                $"{HttpTlsOptions.CertificateKey}: '{options.CertificateFile}' with the key in '{options.KeyFile}' cannot be used: {e.Message}");
        }
    }

    private static string Read(string setting, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException($"{setting}: '{file}' cannot be used: {e.Message}");
        }
    }

    private static string Hash(string certificates, string key) =>
        Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{certificates}\0{key}")));
}
