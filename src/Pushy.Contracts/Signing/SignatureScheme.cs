using System.Security.Cryptography;

namespace Pushy.Contracts.Signing;

/// <summary>How the four versions differ: the one table that signing and verifying share.</summary>
internal sealed record SignatureScheme(
    SigningVersion Version, string Number, string Algorithm, HashAlgorithmName Hash, bool RawRsa, bool HashesUserId, bool HashesPath)
{
    private static readonly SignatureScheme[] All =
    [
        new(SigningVersion.V10, "1.0", "sha1", HashAlgorithmName.SHA1, RawRsa: true, HashesUserId: false, HashesPath: true),
        new(SigningVersion.V11, "1.1", "sha1", HashAlgorithmName.SHA1, RawRsa: true, HashesUserId: true, HashesPath: true),
        new(SigningVersion.V12, "1.2", "sha1", HashAlgorithmName.SHA1, RawRsa: false, HashesUserId: true, HashesPath: true),
        new(SigningVersion.V13, "1.3", "sha256", HashAlgorithmName.SHA256, RawRsa: false, HashesUserId: false, HashesPath: false),
    ];

    public static SignatureScheme Of(SigningVersion version) =>
        Array.Find(All, scheme => scheme.Version == version) ?? throw new ArgumentOutOfRangeException(nameof(version), version, null);

    /// <summary>Whether a nonce can be signed along: where the header is part of what is signed.</summary>
    public bool TakesNonce => Version == SigningVersion.V13;

    /// <summary>Null when there is none.</summary>
    /// <param name="number">The protocol's version, as <see cref="Number"/> has it.</param>
    /// <param name="algorithm">Null: that of the version.</param>
    public static SignatureScheme? Find(string? number, string? algorithm) =>
        Array.Find(All, scheme => scheme.Number == number && (algorithm is null || algorithm == scheme.Algorithm));

    /// <summary>Base64 of the version's digest.</summary>
    public string Digest(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.ToBase64String(digest[..CryptographicOperations.HashData(Hash, data, digest)]);
    }
}
