using System.Security.Cryptography;
using Pushy.Contracts.Signing;

namespace Pushy.Server.Links;

/// <summary>The key by which agents know this server: ECDSA on P-256, the same on all hosts. May be used by several threads at a time.</summary>
public sealed class LinkIdentity
{
    private readonly ECDsa _key;
    private readonly Lock _oneAtATime = new();   // ECDsa promises nothing to several threads

    private LinkIdentity(ECDsa key)
    {
        _key = key;
        Spki = key.ExportSubjectPublicKeyInfo();
        PublicPem = key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    /// <summary>The public half, SubjectPublicKeyInfo.</summary>
    public byte[] Spki { get; }

    /// <summary>The public half as agents are told it.</summary>
    public string PublicPem { get; }

    /// <summary>For people to compare.</summary>
    public string Fingerprint => ServerKey.FingerprintOf(Spki);

    internal static byte[] NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    /// <param name="pkcs8">From <see cref="NewKey"/>.</param>
    internal static LinkIdentity Of(byte[] pkcs8)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return new LinkIdentity(key);
    }

    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        lock (_oneAtATime)
            return _key.SignData(text, HashAlgorithmName.SHA256);
    }
}
