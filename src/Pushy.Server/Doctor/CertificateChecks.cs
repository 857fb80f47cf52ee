using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pushy.Server.Clustering;
using Pushy.Server.Configuration;
using Pushy.Server.Hosting;
using Pushy.Server.Tls;

namespace Pushy.Server.Doctor;

/// <summary>This host's certificate, as the other hosts would look at it, and the CA's.</summary>
internal static class CertificateChecks
{
    private const string Area = "certificate";
    private const string ClusterRemedy = "see 'Certificates that run out' in docs/cluster.md";

    /// <summary>Of the API's own ports.</summary>
    public static IEnumerable<Finding> Of(HttpOptions http, DateTimeOffset now)
    {
        foreach (var url in http.InTheClear)
            yield return Finding.Warning("tls", StartWarnings.InTheClear(url), "use https:// with pushy.http.tls, or a proxy with TLS named in pushy.http.trusted-proxies: docs/install.md has both");
        if (http.Tls is { } tls)
            yield return Http(tls, now);
    }

    private static Finding Http(HttpTlsOptions tls, DateTimeOffset now)
    {
        try
        {
            return Ends(ServerCertificate.Load(tls).Leaf, tls.CertificateFile, now, "a server that runs takes the new files within seconds");
        }
        catch (ConfigurationException e)
        {
            return Finding.Problem(Area, e.Message, "mend the files; a server that runs shows the last good ones, and does not start again with these");
        }
    }

    public static IEnumerable<Finding> Of(ClusterOptions cluster, DateTimeOffset now)
    {
        if (cluster is not { Enabled: true, Tls.Enabled: true })
            return cluster.Enabled
                ? [Finding.Warning(Area, StartWarnings.HostsInTheClear, "set pushy.cluster.tls.enabled = true, see docs/cluster.md")]
                : [];
        try
        {
            HostCertificates.Load(cluster.Tls, now);
            using var own = X509CertificateLoader.LoadCertificateFromFile(cluster.Tls.CertificateFile);
            return [Ends(own, cluster.Tls.CertificateFile, now, ClusterRemedy), .. Authorities(cluster.Tls, now), Names(own, cluster.Host)];
        }
        catch (Exception e) when (e is ConfigurationException or CryptographicException)
        {
            return [Finding.Problem(Area, e.Message, "'pushy-server cluster new-certificate HOST --ca FOLDER' makes one")];
        }
    }

    private static IEnumerable<Finding> Authorities(ClusterTlsOptions tls, DateTimeOffset now)
    {
        if (tls.CaFile.Length == 0)
            yield break;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(tls.CaFile);
        foreach (var authority in authorities)
            yield return Ends(authority, tls.CaFile, now, ClusterRemedy);
    }

    private static Finding Ends(X509Certificate2 certificate, string file, DateTimeOffset now, string remedy)
    {
        var end = new DateTimeOffset(certificate.NotAfter);
        var text = $"{certificate.Subject} ({file}) is valid until {end.UtcDateTime:yyyy-MM-dd}";
        return end < now
            ? Finding.Problem(Area, text, $"replace it; {remedy}")
            : end - now < CertificateRenewal.Soon
            ? Finding.Warning(Area, text, $"replace it before; {remedy}")
            : Finding.Ok(Area, text);
    }

    /// <summary>Hosts do not look at names, but a person who looks for the right file does.</summary>
    private static Finding Names(X509Certificate2 certificate, string host)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var isNamed = names is not null && (IPAddress.TryParse(host, out var ip)
            ? names.EnumerateIPAddresses().Contains(ip)
            : names.EnumerateDnsNames().Contains(host, StringComparer.OrdinalIgnoreCase));
        return isNamed
            ? Finding.Ok(Area, $"it is made for {host}")
            : Finding.Warning(Area, $"{certificate.Subject} is not made for {host}, which is pushy.cluster.host", "is it another host's file? Other hosts take it all the same");
    }
}
