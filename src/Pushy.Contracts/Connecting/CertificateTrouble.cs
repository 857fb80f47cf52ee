using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Pushy.Contracts.Connecting;

/// <summary>A server's certificate is not taken; the message says why, and what helps.</summary>
/// <param name="message">For people.</param>
public sealed class CertificateRefusedException(string message) : AuthenticationException(message);

/// <summary>What is wrong with a server's certificate, or with TLS altogether, in words that lead to what helps.</summary>
public static class CertificateTrouble
{
    private const X509ChainStatusFlags Time = X509ChainStatusFlags.NotTimeValid;
    private const X509ChainStatusFlags Unknown = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;

    /// <summary>Of a failed connection; null: TLS is not what failed.</summary>
    /// <param name="failure">What was thrown.</param>
    public static string? Of(Exception failure)
    {
        AuthenticationException? tls = null;
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is CertificateRefusedException)
                return e.Message;
            tls ??= e as AuthenticationException;
        }

        // A server that speaks something else has .NET fail in several ways below this one.
        return tls is null ? null : $"TLS failed: {tls.GetBaseException().Message.TrimEnd('.')}; is that port one for https://, with TLS 1.2 or later?";
    }

    /// <summary>Of a failed connection: its innermost cause, without the wrapping.</summary>
    /// <param name="failure">What was thrown.</param>
    public static string OrCause(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return Of(failure) ?? failure.GetBaseException().Message;
    }

    /// <summary>Puts the finding of a chain into words.</summary>
    /// <param name="certificate">What the server showed.</param>
    /// <param name="chain">What .NET made of it.</param>
    /// <param name="errors">What it found.</param>
    /// <param name="host">Whom we wanted.</param>
    /// <param name="file">Of authorities; null: those of the machine count.</param>
    /// <param name="now">The time.</param>
    internal static string Of(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string host, string? file, DateTimeOffset now)
    {
        if (certificate is null)
            return "the server shows no certificate";
        var found = chain is null ? X509ChainStatusFlags.NoError : chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if ((found & Time) != 0)
            return OutOfTime(chain!.ChainElements.Select(element => element.Certificate).FirstOrDefault(one => now < one.NotBefore || now > one.NotAfter) ?? certificate, now);
        if ((found & Unknown) != 0)
        {
            return $"the server's certificate is of an unknown authority: '{certificate.Subject}', issued by '{certificate.Issuer}'; " + (file is null
                ? "if that is your own authority, name its certificate with --ca-file FILE"
                : $"that is not in {file}, or the server does not send the certificates between the two");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"the server's certificate is for another name: wanted is '{host}', and it is for {Names(certificate)}; call the server by that name, or give it a certificate with this one";
        return $"the server's certificate '{certificate.Subject}' is refused: {string.Join(' ', chain?.ChainStatus.Select(status => status.StatusInformation.Trim()) ?? [])}";
    }

    private static string OutOfTime(X509Certificate2 certificate, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"the server's certificate '{certificate.Subject}' {(now > certificate.NotAfter ? "ran out" : "does not count yet")}: it is valid from "
        + $"{certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}, and here it is {now.UtcDateTime:u}; renew it, or set this machine's clock right");

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var all = names is null ? [] : names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(ip => ip.ToString())).Take(10).Select(name => $"'{name}'").ToList();
        return all.Count > 0 ? string.Join(", ", all) : "none";
    }
}
