using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using Pushy.Files;
using Pushy.Server.Configuration;

namespace Pushy.Server.Clustering;

/// <summary>Who may be a host: it has a certificate of the cluster's own CA, or one that is pinned. The same is asked of both sides.</summary>
internal sealed class HostCertificates
{
    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _authorities;
    private readonly IReadOnlySet<string> _pinned;

    private HostCertificates(X509Certificate2 own, X509Certificate2Collection authorities, IReadOnlySet<string> pinned)
    {
        _own = own;
        _authorities = authorities;
        _pinned = pinned;
    }

    /// <exception cref="ConfigurationException">A file cannot be read, or this host's own certificate would be refused by the others.</exception>
    public static HostCertificates Load(ClusterTlsOptions options, DateTimeOffset now)
    {
        var own = Read("pushy.cluster.tls.certificate-file", options.CertificateFile, () => X509Certificate2.CreateFromPem(
            File.ReadAllText(options.CertificateFile), GuardedFile.ReadText(options.KeyFile, FileGuard.ServiceSecret)));
        var authorities = new X509Certificate2Collection();
        if (options.CaFile.Length > 0)
        {
            Read("pushy.cluster.tls.ca-file", options.CaFile, () =>
            {
                authorities.ImportFromPemFile(options.CaFile);
                return authorities.Count > 0 ? authorities : throw new CryptographicException("there is no certificate in it");
            });
        }

        var certificates = new HostCertificates(own, authorities, options.Pinned);
        return certificates.WhyNot(own, now) is { } problem
            ? throw new ConfigurationException($"pushy.cluster.tls.certificate-file: the other hosts would refuse '{options.CertificateFile}': {problem}")
            : certificates;
    }

    /// <summary>For Akka: both sides show a certificate, and each asks <see cref="WhyNot"/>.</summary>
    public DotNettySslSetup ForAkka(TimeProvider time) => new(
        _own, suppressValidation: false, requireMutualAuthentication: true, validateCertificateHostname: false,
        (certificate, _, peer, _, log) => Check(certificate, peer, time, log));

    /// <summary>Why a certificate is no host's; null if it is one.</summary>
    public string? WhyNot(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (_pinned.Count > 0 && !_pinned.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256)))
            return $"it is not pinned (SHA-256 {certificate.GetCertHashString(HashAlgorithmName.SHA256)})";
        if (now < certificate.NotBefore || now > certificate.NotAfter)
            return $"it counts from {certificate.NotBefore:u} to {certificate.NotAfter:u}";
        if (_authorities.Count == 0)
            return null;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;   // a small CA of one's own has no list; pins or a new CA shut a host out
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        return chain.Build(certificate) ? null : "it is not of a CA in ca-file: " + string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation.Trim()));
    }

    private bool Check(X509Certificate2? certificate, string peer, TimeProvider time, ILoggingAdapter log)
    {
        var problem = certificate is null ? "it showed no certificate" : WhyNot(certificate, time.GetUtcNow());
        if (problem is null)
            return true;
        log.Error("the host at {0} is refused, its certificate ({1}) is not one of this cluster's: {2}", peer, certificate?.Subject ?? "none", problem);
        return false;
    }

    private static T Read<T>(string key, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UntrustedFileException e)
        {
            throw new ConfigurationException($"pushy.cluster.tls.key-file: {e.Message}");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException($"{key}: '{file}' cannot be used: {e.Message}");
        }
    }
}
