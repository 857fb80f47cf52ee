using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pushy.Contracts.Connecting;

/// <summary>
/// By whom a server's certificate has to be issued: by an authority of this machine, or by those in a file and by nobody else. There is no way to take a
/// certificate without looking.
/// </summary>
public sealed class ServerTrust
{
    private readonly X509Certificate2Collection? _authorities;

    private ServerTrust(string? file, X509Certificate2Collection? authorities) => (File, _authorities) = (file, authorities);

    /// <summary>The authorities of this machine.</summary>
    public static ServerTrust OfMachine { get; } = new(null, null);

    /// <summary>Where the authorities are from; null: from the machine.</summary>
    public string? File { get; }

    /// <summary>Those in a file, which replace the machine's; null: the machine's.</summary>
    /// <param name="file">Certificates, PEM.</param>
    /// <exception cref="TrustException">It cannot be read, or there is no certificate in it.</exception>
    public static ServerTrust Of(string? file)
    {
        if (file is null)
            return OfMachine;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(System.IO.File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TrustException($"--ca-file {file}: cannot be read: {e.Message}", e);
        }
        catch (CryptographicException e)
        {
            throw new TrustException($"--ca-file {file}: is not made of certificates in PEM form: {e.Message}", e);
        }

        return authorities.Count > 0 ? new ServerTrust(file, authorities) : throw new TrustException($"--ca-file {file}: there is no certificate in PEM form in it");
    }

    /// <summary>For HTTP and WebSockets alike. It follows no redirect: that would take what is signed, or a token, to somewhere else.</summary>
    public SocketsHttpHandler NewHandler()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.CertificateChainPolicy = Policy();
        handler.SslOptions.RemoteCertificateValidationCallback = Check;
        return handler;
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };   // a small authority of one's own has no list
        if (_authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities);
        }

        return policy;
    }

    /// <summary>Judges nothing itself: it puts into words why .NET refuses.</summary>
    private bool Check(object stream, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None)
            throw Refusal(stream, shown, chain, errors);
        return errors == SslPolicyErrors.None;
    }

    private CertificateRefusedException Refusal(object stream, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        using var certificate = shown is null ? null : X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        var name = (stream as SslStream)?.TargetHostName ?? "";
        // By the clock of the machine, by which .NET has just refused the certificate.
        return new CertificateRefusedException(CertificateTrouble.Of(certificate, chain, errors, name, File, DateTimeOffset.UtcNow));
    }
}

/// <summary>A file of authorities is no good; the message names the option and the file.</summary>
/// <param name="message">For people.</param>
/// <param name="inner">What happened.</param>
public sealed class TrustException(string message, Exception? inner = null) : Exception(message, inner);
