using System.Globalization;
using System.Security.Cryptography;

namespace Pushy.Contracts.Signing;

/// <summary>Signs requests (authn-authz.md §1).</summary>
public static class RequestSigning
{
    private const int PieceLength = 60;

    /// <summary>All headers that a request needs to be a signed one, in an order that is always the same.</summary>
    /// <param name="privateKey">RSA, 2048 to 8192 bits; for 1.0 and 1.1 its parameters must be exportable.</param>
    /// <param name="version">Servers of today take all; <see cref="SigningVersion.V13"/> unless the server is old.</param>
    /// <param name="userId">Name of the user or client that owns the key.</param>
    /// <param name="method">HTTP method in any case.</param>
    /// <param name="path">Path as it is sent, percent-encoded; a query may follow and is not signed.</param>
    /// <param name="body">The body's bytes; empty when there is none.</param>
    /// <param name="at">Now; a server takes it within 15 minutes of its own clock.</param>
    /// <param name="serverApiVersion">Value of <c>X-Ops-Server-API-Version</c>; null leaves the header out.</param>
    /// <param name="nonce">1.3 only, see <see cref="SigningNonce"/>; null: none, and then a server takes an equal request in the same second for a repeated one.</param>
    /// <exception cref="ArgumentException">
    /// 1.0 and 1.1 only: the text to sign is too long for the key (a long user id). Or a nonce that is none, or of another version than 1.3.
    /// </exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Sign(
        RSA privateKey,
        SigningVersion version,
        string userId,
        string method,
        string path,
        ReadOnlySpan<byte> body,
        DateTimeOffset at,
        int? serverApiVersion = null,
        string? nonce = null)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentNullException.ThrowIfNull(path);

        var scheme = SignatureScheme.Of(version);
        if (nonce is not null && !(scheme.TakesNonce && SigningNonce.IsValid(nonce)))
            throw new ArgumentException($"bad nonce: {SigningNonce.Allowed}", nameof(nonce));
        var digest = scheme.Digest(body);
        var timestamp = OpsTimestamp.Write(at);
        var canonical = CanonicalRequest.Build(scheme, method, path, digest, timestamp, userId, serverApiVersion ?? 0, nonce);
        var signature = Convert.ToBase64String(scheme.RawRsa
            ? RawRsa.Sign(privateKey, canonical)
            : privateKey.SignData(canonical, scheme.Hash, RSASignaturePadding.Pkcs1));

        List<KeyValuePair<string, string>> headers =
        [
            new(OpsHeaders.Sign, $"algorithm={scheme.Algorithm};version={scheme.Number}{CanonicalRequest.Part(nonce)}"),
            new(OpsHeaders.UserId, userId),
            new(OpsHeaders.Timestamp, timestamp),
            new(OpsHeaders.ContentHash, digest),
        ];
        for (var piece = 0; piece * PieceLength < signature.Length; piece++)
        {
            var start = piece * PieceLength;
            headers.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"{OpsHeaders.AuthorizationPrefix}{piece + 1}"),
                signature[start..Math.Min(start + PieceLength, signature.Length)]));
        }

        if (serverApiVersion is { } number)
            headers.Add(new(OpsHeaders.ServerApiVersion, number.ToString(CultureInfo.InvariantCulture)));
        return headers;
    }
}
