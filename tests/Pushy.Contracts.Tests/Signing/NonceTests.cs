using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Tests.Signing;

public sealed class NonceTests
{
    private const string Target = "/organizations/acme/pushy/jobs";
    private const string BadNonce = "bad nonce in header 'X-Ops-Sign': allowed is one of 1 to 64 letters and digits, with version 1.3";

    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_nonce_stands_after_the_version_in_the_header_and_in_what_is_signed()
    {
        var headers = Sign("aZ09");
        Assert.Equal("algorithm=sha256;version=1.3;nonce=aZ09", headers[OpsHeaders.Sign]);

        var text = $"Method:POST\nPath:{Target}\nX-Ops-Content-Hash:{headers[OpsHeaders.ContentHash]}\nX-Ops-Sign:version=1.3;nonce=aZ09\n"
            + "X-Ops-Timestamp:2026-03-14T12:00:00Z\nX-Ops-UserId:alice\nX-Ops-Server-API-Version:0";
        var signature = Convert.FromBase64String(string.Concat(headers.Where(one => one.Key.StartsWith(OpsHeaders.AuthorizationPrefix, StringComparison.Ordinal)).Select(one => one.Value)));
        Assert.True(SigningVectors.PrivateKey.VerifyData(Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.True(IsVerified(headers));
    }

    [Theory]
    [InlineData("algorithm=sha256;version=1.3;nonce=other")]
    [InlineData("algorithm=sha256;version=1.3")]
    public void A_nonce_cannot_be_changed_or_left_out(string sign) => Assert.False(IsVerified(With(Sign("one"), sign)));

    [Fact]
    public void A_nonce_cannot_be_added() => Assert.False(IsVerified(With(Sign(null), "algorithm=sha256;version=1.3;nonce=one")));

    [Theory]
    [InlineData("version=1.3;nonce=")]
    [InlineData("version=1.3;nonce")]
    [InlineData("version=1.3;nonce=a-b")]
    [InlineData("version=1.3;nonce=a=b")]
    [InlineData("version=1.3;nonce=ä")]
    [InlineData("version=1.3;nonce=a;nonce=a")]
    [InlineData("version=1.3;nonce=a;nonce=")]
    [InlineData("version=1.3;nonce=00000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("version=1.1;nonce=a")]
    public void What_is_no_nonce_is_400_and_told_what_is_allowed(string sign)
    {
        var fault = Assert.IsType<SignedHeadersResult.Faulty>(Read(With(Sign("one"), sign)));
        Assert.Equal((400, BadNonce), (fault.Status, fault.Error));
    }

    [Theory]
    [InlineData(SigningVersion.V13, "a b")]
    [InlineData(SigningVersion.V13, "")]
    [InlineData(SigningVersion.V10, "a")]
    [InlineData(SigningVersion.V12, "a")]
    public void Nothing_is_signed_with_what_is_no_nonce(SigningVersion version, string nonce) => Assert.Equal("nonce", Assert.Throws<ArgumentException>(() =>
        RequestSigning.Sign(SigningVectors.PrivateKey, version, "alice", "GET", Target, [], Noon, nonce: nonce)).ParamName);

    [Fact]
    public void Equal_requests_have_one_fingerprint_and_with_another_nonce_another()
    {
        Assert.Equal(Fingerprint("one"), Fingerprint("one"));
        Assert.Equal(3, new[] { Fingerprint(null), Fingerprint("one"), Fingerprint("two") }.Distinct().Count());
    }

    [Fact]
    public void New_nonces_are_valid_and_differ()
    {
        var some = Enumerable.Range(0, 1_000).Select(_ => SigningNonce.New()).ToList();
        Assert.All(some, one => Assert.True(SigningNonce.IsValid(one)));
        Assert.Equal(some.Count, some.Distinct().Count());
    }

    [Fact]
    public void Any_nonce_is_signed_and_verified_or_refused() => Gen.String[0, 70].Sample(
        nonce => !SigningNonce.IsValid(nonce) || IsVerified(Sign(nonce)), iter: 100);

    private static Dictionary<string, string> Sign(string? nonce) => new(
        RequestSigning.Sign(SigningVectors.PrivateKey, SigningVersion.V13, "alice", "POST", Target, "{}"u8, Noon, nonce: nonce), StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, string> With(Dictionary<string, string> headers, string sign) =>
        new(headers, StringComparer.OrdinalIgnoreCase) { [OpsHeaders.Sign] = sign };

    private static SignedHeadersResult Read(Dictionary<string, string> headers) => SignedHeaders.Read(headers.GetValueOrDefault, Noon, TimeSpan.FromSeconds(900));

    private static bool IsVerified(Dictionary<string, string> headers) =>
        Assert.IsType<SignedHeadersResult.WellFormed>(Read(headers)).Headers.Verify(SigningVectors.Verifying, "POST", Target, "{}"u8);

    private static UInt128 Fingerprint(string? nonce)
    {
        var headers = Assert.IsType<SignedHeadersResult.WellFormed>(Read(Sign(nonce))).Headers;
        return headers.Fingerprint("POST", Target, headers.Digest("{}"u8));
    }
}
