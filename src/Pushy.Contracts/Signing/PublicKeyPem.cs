using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pushy.Contracts.Signing;

/// <summary>Public keys as text: <c>PUBLIC KEY</c> (SubjectPublicKeyInfo), <c>RSA PUBLIC KEY</c> (PKCS#1) or <c>CERTIFICATE</c> (its key).</summary>
public static class PublicKeyPem
{
    /// <summary>Shortest key taken, in bits.</summary>
    public const int MinBits = 2048;

    /// <summary>Longest key taken, in bits.</summary>
    public const int MaxBits = 8192;

    /// <summary>Longest text taken, in characters; a certificate of the longest key has under 10,000.</summary>
    public const int MaxLength = 65_536;

    /// <summary>Longest public exponent, in bytes: a longer one makes every check of a signature slow.</summary>
    private const int MaxExponentBytes = 8;

    private const string Damaged = "the PEM block's content is damaged or no usable RSA key";

    private const string Allowed = "allowed are a PEM block PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE";

    /// <summary>Reads the first PEM block of a text.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="key">The key, for the caller to dispose of; null when false.</param>
    /// <param name="problem">What is wrong and what is allowed, without any of the text; null when true.</param>
    public static bool TryRead(string pem, [NotNullWhen(true)] out RSA? key, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(pem);

        key = null;
        problem = null;
        if (pem.Length > MaxLength)
        {
            problem = $"the text has {pem.Length} characters; allowed are {MaxLength}";
            return false;
        }

        if (!PemEncoding.TryFind(pem, out var fields))
        {
            problem = $"the text has no PEM block; {Allowed}";
            return false;
        }

        try
        {
            key = Import(pem[fields.Label], Convert.FromBase64String(pem[fields.Base64Data]));
            problem = key is null ? $"the PEM block holds no RSA public key; {Allowed}" : Weakness(key);
        }
        catch (CryptographicException)
        {
            problem = Damaged;
        }

        if (problem is null)
            return key is not null;
        key?.Dispose();
        key = null;
        return false;
    }

    /// <summary>A key's public half as <c>PUBLIC KEY</c>, with a line feed at the end.</summary>
    /// <param name="key">Public or private; nothing private is written.</param>
    public static string Write(RSA key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    private static RSA? Import(string label, byte[] der)
    {
        if (label == "CERTIFICATE")
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return certificate.GetRSAPublicKey();
        }

        if (label is not ("PUBLIC KEY" or "RSA PUBLIC KEY"))
            return null;

        var key = RSA.Create();
        try
        {
            int read;
            if (label == "PUBLIC KEY")
                key.ImportSubjectPublicKeyInfo(der, out read);
            else
                key.ImportRSAPublicKey(der, out read);
            return read == der.Length ? key : throw new CryptographicException("bytes after the key");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static string? Weakness(RSA key)
    {
        if (key.KeySize is < MinBits or > MaxBits)
            return $"the key has {key.KeySize} bits; allowed are {MinBits} to {MaxBits}";
        var exponent = key.ExportParameters(includePrivateParameters: false).Exponent!.AsSpan().TrimStart((byte)0);
        return exponent.Length is 0 or > MaxExponentBytes || exponent[^1] % 2 == 0 || exponent is [1]
            ? $"the key's public exponent is not usable; allowed are odd numbers from 3 of at most {MaxExponentBytes} bytes"
            : null;
    }
}
