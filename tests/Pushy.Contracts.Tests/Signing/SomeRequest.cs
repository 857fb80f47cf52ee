using CsCheck;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Tests.Signing;

/// <summary>Any request that can be signed, and what a server reads of it.</summary>
internal sealed record SomeRequest(SigningVersion Version, string UserId, string Method, string Target, byte[] Body, DateTimeOffset At, int? ApiVersion)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public static Gen<SomeRequest> Any { get; } = Gen.Select(
        Gen.Enum<SigningVersion>(),
        Gen.String[Gen.Char["abzAZ09._-@éŞ漢"], 1, 20],
        Gen.OneOf("GET", "POST", "DELETE", "get"),
        Gen.String[Gen.Char["ab/%2F?=&~"], 0, 40].Select(path => "/" + path),
        Gen.Byte.Array[0, 200],
        Gen.Int[-899, 899].Select(seconds => Noon.AddSeconds(seconds)),
        Gen.Int[-2, 3].Select(number => number < 0 ? (int?)null : number),
        (version, user, method, target, body, at, api) => new SomeRequest(version, user, method, target, body, at, api));

    public Dictionary<string, string> Sign() => new(
        RequestSigning.Sign(SigningVectors.PrivateKey, Version, UserId, Method, Target, Body, At, ApiVersion), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a server takes these headers for this request, with the right key.</summary>
    public bool IsVerifiedBy(Dictionary<string, string> headers) =>
        SignedHeaders.Read(headers.GetValueOrDefault, Noon, TimeSpan.FromSeconds(900)) is SignedHeadersResult.WellFormed(var signed)
        && signed.Verify(SigningVectors.Verifying, Method, Target, Body)
        && signed.Verify(SigningVectors.Verifying, Method, Target, signed.Digest(Body));
}
