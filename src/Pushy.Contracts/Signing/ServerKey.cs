using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Pushy.Contracts.Signing;

/// <summary>The public key by which agents know a server: ECDSA on P-256. The same on all hosts of a cluster. May be used by one thread at a time.</summary>
public sealed class ServerKey : IDisposable
{
    /// <summary>Longest text taken, in characters; a key has about 180.</summary>
    public const int MaxLength = 4096;

    private const string CurveOid = "1.2.840.10045.3.1.7";
    private const string Allowed = "allowed is a PEM block PUBLIC KEY with a key on the curve P-256, as pushy-server server-key prints it";

    private readonly ECDsa _key;

    private ServerKey(ECDsa key)
    {
        _key = key;
        Spki = key.ExportSubjectPublicKeyInfo();
    }

    /// <summary>The key as SubjectPublicKeyInfo, DER.</summary>
    public ReadOnlyMemory<byte> Spki { get; }

    /// <summary>The key as <c>PUBLIC KEY</c>, with a line feed at the end.</summary>
    public string Pem => _key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>For people to compare: <c>SHA256:</c> and base64, as SSH writes it.</summary>
    public string Fingerprint => FingerprintOf(Spki.Span);

    /// <summary>A key's <see cref="Fingerprint"/>.</summary>
    /// <param name="spki">SubjectPublicKeyInfo, DER.</param>
    public static string FingerprintOf(ReadOnlySpan<byte> spki) => "SHA256:" + Convert.ToBase64String(SHA256.HashData(spki)).TrimEnd('=');

    /// <summary>Reads the first PEM block of a text.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="key">The key, for the caller to dispose of; null when false.</param>
    /// <param name="problem">What is wrong and what is allowed; null when true.</param>
    public static bool TryRead(string pem, [NotNullWhen(true)] out ServerKey? key, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(pem);

        key = null;
        if (pem.Length > MaxLength || !PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != "PUBLIC KEY")
        {
            problem = Allowed;
            return false;
        }

        return TryRead(Convert.FromBase64String(pem[fields.Base64Data]), out key, out problem);
    }

    /// <summary>Reads a key.</summary>
    /// <param name="spki">SubjectPublicKeyInfo, DER, and nothing after it.</param>
    /// <param name="key">The key, for the caller to dispose of; null when false.</param>
    /// <param name="problem">What is wrong and what is allowed; null when true.</param>
    public static bool TryRead(ReadOnlySpan<byte> spki, [NotNullWhen(true)] out ServerKey? key, [NotNullWhen(false)] out string? problem)
    {
        (key, problem) = (null, Allowed);
        var read = ECDsa.Create();
        try
        {
            read.ImportSubjectPublicKeyInfo(spki, out var length);
            if (length == spki.Length && read.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: CurveOid })
                (key, problem) = (new ServerKey(read), null);
        }
        catch (CryptographicException)
        {
            // no such key
        }

        if (key is null)
            read.Dispose();
        return key is not null;
    }

    /// <summary>Whether both are the same key.</summary>
    /// <param name="spki">The other, as <see cref="Spki"/>.</param>
    public bool Is(ReadOnlySpan<byte> spki) => Spki.Span.SequenceEqual(spki);

    /// <summary>Whether the key's owner signed a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="signature">ECDSA with SHA-256, the two numbers of 32 bytes each.</param>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        try
        {
            return _key.VerifyData(text, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
