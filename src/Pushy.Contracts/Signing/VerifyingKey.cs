using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;

namespace Pushy.Contracts.Signing;

/// <summary>
/// Somebody's public key, ready to check signatures: reading one takes five times as long as checking with it. May be used by several
/// threads at a time.
/// </summary>
public sealed class VerifyingKey : IDisposable
{
    private readonly RSA _rsa;
    private readonly Lock _oneAtATime = new();   // RSA promises nothing to several threads

    /// <param name="rsa">Public or private; disposed of with this.</param>
    public VerifyingKey(RSA rsa)
    {
        ArgumentNullException.ThrowIfNull(rsa);

        _rsa = rsa;
        Parameters = rsa.ExportParameters(includePrivateParameters: false);
        Modulus = new BigInteger(Parameters.Modulus, isUnsigned: true, isBigEndian: true);
    }

    internal RSAParameters Parameters { get; }

    internal BigInteger Modulus { get; }

    /// <summary>Reads a key as <see cref="PublicKeyPem.TryRead"/> does.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="key">The key, for the caller to dispose of; null when false.</param>
    /// <param name="problem">What is wrong and what is allowed, without any of the text; null when true.</param>
    public static bool TryRead(string pem, [NotNullWhen(true)] out VerifyingKey? key, [NotNullWhen(false)] out string? problem)
    {
        key = PublicKeyPem.TryRead(pem, out var rsa, out problem) ? new VerifyingKey(rsa) : null;
        return key is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();

    internal bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        lock (_oneAtATime)
            return _rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
    }
}
