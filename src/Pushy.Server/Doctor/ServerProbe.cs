using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Pushy.Server.Configuration;
using Pushy.Server.Tls;

namespace Pushy.Server.Doctor;

/// <summary>Who holds a port of the settings; and if it is a server of ours, what it has noticed.</summary>
internal static class ServerProbe
{
    private const string Area = "ports";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Finding>> Look(string url, ListenAddress listen, HttpTlsOptions? tls, CancellationToken ct)
    {
        X509Certificate2? shown = null;
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            // By its file, as nobody has to trust this machine's certificate for this machine's address.
            shown = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            return shown is not null && shown.Thumbprint == ThumbprintOf(tls);
        };
        using var http = new HttpClient(handler) { Timeout = Patience, BaseAddress = Reachable(listen) };
        try
        {
            if (!(await http.GetStringAsync(new Uri("/pushy/_status", UriKind.Relative), ct)).Contains("it's alive", StringComparison.Ordinal))
                return [Foreign(url, listen)];
            return [Finding.Ok(Area, $"{url} is held by a pushy-server that runs"), .. await Notes(http, ct)];
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return shown is null ? [Foreign(url, listen)] :
            [
                Finding.Warning(
                    Area, $"{url} shows a certificate that is not the one in '{tls?.CertificateFile}': {shown.Subject}, valid until {shown.NotAfter.ToUniversalTime():yyyy-MM-dd}",
                    "a server that runs takes a new one within seconds unless it is no good: its log says why. If it is another program, end it"),
            ];
        }
        finally
        {
            shown?.Dispose();
        }
    }

    private static async Task<IReadOnlyList<Finding>> Notes(HttpClient http, CancellationToken ct)
    {
        try
        {
            var notes = RunningServer.Read(await http.GetStringAsync(new Uri(RunningServer.Path, UriKind.Relative), ct));
            return
            [
                .. notes.Proxies.Select(note => Finding.Warning(
                    "proxy", note, "see 'TLS by a proxy in front' in docs/install.md; of an address that is none of your proxies, nothing is to be done")),
                .. notes.Background.Select(note => Finding.Problem(
                    "background", note, "it is tried again and again; mend what the message names, and see the server's log")),
            ];
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return [];   // an older server, or one that does not listen on loopback
        }
    }

    private static Finding Foreign(string url, ListenAddress listen) =>
        Finding.Problem(Area, $"{url} is held by another program", $"ss -ltnp 'sport = :{listen.Port}' says by which; end it, or set pushy.http.urls");

    private static string? ThumbprintOf(HttpTlsOptions? tls)
    {
        try
        {
            return tls is null ? null : ServerCertificate.Load(tls).Leaf.Thumbprint;
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }

    private static Uri Reachable(ListenAddress listen)
    {
        var ip = listen.IsAny || listen.Ip.Equals(IPAddress.Any) ? IPAddress.Loopback : listen.Ip.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listen.Ip;
        return new UriBuilder(listen.IsTls ? "https" : "http", ip.ToString(), listen.Port).Uri;
    }
}
