using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pushy.Contracts.Signing;

/// <summary>The headers of a signed request, read and well-formed. Who reads them checks the clock; who holds the key verifies.</summary>
public sealed class SignedHeaders
{
    /// <summary>Base64 characters of the longest signature taken: RSA of 8192 bits has 1368. What is longer is a bad signature.</summary>
    private const int MaxSignatureLength = 2048;

    private readonly SignatureScheme _scheme;
    private readonly string? _nonce;
    private readonly string _timestamp;
    private readonly string _contentHash;
    private readonly byte[]? _signature;
    private readonly long? _serverApiVersion;

    private SignedHeaders(SignHeader sign, string userId, string timestamp, DateTimeOffset at, string contentHash, byte[]? signature, long? serverApiVersion)
    {
        (_scheme, _nonce) = (sign.Scheme, sign.Nonce);
        UserId = userId;
        SignedAt = at;
        _timestamp = timestamp;
        _contentHash = contentHash;
        _signature = signature;
        _serverApiVersion = serverApiVersion;
    }

    /// <summary>Who says to have signed.</summary>
    public string UserId { get; }

    /// <summary>When it says to have been signed, to the second; UTC.</summary>
    public DateTimeOffset SignedAt { get; }

    /// <summary>The protocol's version.</summary>
    public SigningVersion Version => _scheme.Version;

    /// <summary>What the body has to be hashed with: SHA-256 for 1.3, else SHA-1.</summary>
    public HashAlgorithmName DigestAlgorithm => _scheme.Hash;

    /// <summary>Checks a request's headers in the order of authn-authz.md §3; the first fault counts.</summary>
    /// <param name="header">Value of a header by its name in any case; null or empty when it is absent.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="maxSkew">The client's clock may differ by less than this; 900 s by default of the server.</param>
    public static SignedHeadersResult Read(Func<string, string?> header, DateTimeOffset now, TimeSpan maxSkew)
    {
        ArgumentNullException.ThrowIfNull(header);

        var userId = header(OpsHeaders.UserId) ?? "";
        var timestamp = header(OpsHeaders.Timestamp) ?? "";
        var sign = header(OpsHeaders.Sign) ?? "";
        var contentHash = header(OpsHeaders.ContentHash) ?? "";

        (string Name, string Value)[] required =
            [(OpsHeaders.UserId, userId), (OpsHeaders.Timestamp, timestamp), (OpsHeaders.Sign, sign), (OpsHeaders.ContentHash, contentHash)];
        var missing = required.Where(one => one.Value.Length == 0).Select(one => $"'{one.Name}'").ToList();
        if (missing.Count > 0)
            return new SignedHeadersResult.Faulty(400, $"missing required authentication header(s) {string.Join(", ", missing)}");
        if (!OpsTimestamp.TryRead(timestamp, out var at))
            return new SignedHeadersResult.Faulty(401, $"bad header(s) '{OpsHeaders.Timestamp}'");
        if ((now - at).Duration() >= maxSkew)
            return new SignedHeadersResult.Faulty(401, $"Failed to authenticate as {userId}. Synchronize the clock on your host.") { IsClock = true };
        if (SignHeader.Parse(sign, out var fault) is not { } asked)
            return fault!;

        return new SignedHeadersResult.WellFormed(new SignedHeaders(
            asked, userId, timestamp, at, contentHash, ReadSignature(header), ReadServerApiVersion(header(OpsHeaders.ServerApiVersion))));
    }

    /// <summary>The body's digest for <see cref="Verify(VerifyingKey, string, string, BodyDigest)"/>.</summary>
    /// <param name="body">The raw bytes; empty when there is none.</param>
    public BodyDigest Digest(ReadOnlySpan<byte> body) => new(_scheme.Digest(body));

    /// <summary>Whether the owner of this key signed this request. Any fault at all, of the key too, is a no.</summary>
    /// <param name="publicKey">The owner's.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="rawTarget">Path and query as they came, still percent-encoded.</param>
    /// <param name="body">The raw bytes; empty when there is none.</param>
    public bool Verify(VerifyingKey publicKey, string method, string rawTarget, ReadOnlySpan<byte> body) =>
        Verify(publicKey, method, rawTarget, Digest(body));

    /// <summary>As the other overload, with a digest made before.</summary>
    /// <param name="publicKey">The owner's.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="rawTarget">Path and query as they came, still percent-encoded.</param>
    /// <param name="body">From <see cref="Digest"/>, or made with <see cref="DigestAlgorithm"/> while the body was read.</param>
    public bool Verify(VerifyingKey publicKey, string method, string rawTarget, BodyDigest body)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(rawTarget);

        if (_signature is null || _serverApiVersion is not { } apiVersion || !SameText(_contentHash, body.Base64))
            return false;
        var canonical = CanonicalRequest.Build(_scheme, method, rawTarget, body.Base64, _timestamp, UserId, apiVersion, _nonce);
        try
        {
            return _scheme.RawRsa
                ? RawRsa.Verify(publicKey, canonical, _signature)
                : publicKey.Verify(canonical, _signature, _scheme.Hash);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>
    /// What was signed, as a number: the same for the same method, path, body, second, user and nonce, and for nothing else. The query is not
    /// signed and does not count. To be used only of a request that was verified.
    /// </summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="rawTarget">Path and query as they came, still percent-encoded.</param>
    /// <param name="body">From <see cref="Digest"/>.</param>
    public UInt128 Fingerprint(string method, string rawTarget, BodyDigest body)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(rawTarget);

        var canonical = CanonicalRequest.Build(_scheme, method, rawTarget, body.Base64, _timestamp, UserId, _serverApiVersion ?? 0, _nonce);
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(canonical));
    }

    /// <summary>The pieces up to the first number that is absent, decoded; null when that is no base64 or far too long.</summary>
    private static byte[]? ReadSignature(Func<string, string?> header)
    {
        var joined = new StringBuilder();
        for (var number = 1; joined.Length <= MaxSignatureLength; number++)
        {
            var piece = header(string.Create(CultureInfo.InvariantCulture, $"{OpsHeaders.AuthorizationPrefix}{number}"));
            if (string.IsNullOrEmpty(piece))
            {
                var decoded = new byte[joined.Length];
                return Convert.TryFromBase64String(joined.ToString(), decoded, out var length) ? decoded[..length] : null;
            }

            joined.Append(piece);
        }

        return null;
    }

    /// <summary>0 when absent; null when it is no integer, so that no signature fits.</summary>
    private static long? ReadServerApiVersion(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool SameText(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
