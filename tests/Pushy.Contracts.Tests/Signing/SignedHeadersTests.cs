using System.Numerics;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Tests.Signing;

public sealed class SignedHeadersTests
{
    private static readonly SomeRequest Request =
        new(SigningVersion.V10, "alice", "GET", "/organizations/acme/pushy/jobs", [], new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero), null);

    [Theory]
    [InlineData("version=1.0")]
    [InlineData("algorithm=sha1;version=1.0;")]
    [InlineData("algorithm=sha1; version=1.0")]
    [InlineData("nonsense;a=b=c;version=1.0;version=1.3")]
    public void The_sign_header_may_have_parts_that_do_not_count(string sign)
    {
        var headers = Request.Sign();
        headers[OpsHeaders.Sign] = sign;
        Assert.True(Request.IsVerifiedBy(headers));
    }

    [Theory]
    [InlineData("2026-03-14T12:00:00.0Z")]
    [InlineData("2026-03-14T12:00:00+00:00")]
    [InlineData("2026-03-14T12:00:00")]
    [InlineData("2026-03-14 12:00:00Z")]
    [InlineData(" 2026-03-14T12:00:00Z")]
    [InlineData("2026-3-14T12:00:00Z")]
    [InlineData("2026-02-30T12:00:00Z")]
    [InlineData("2026-03-14T24:00:00Z")]
    public void A_timestamp_of_another_shape_is_a_bad_header(string timestamp)
    {
        var headers = Request.Sign();
        headers[OpsHeaders.Timestamp] = timestamp;
        Assert.Equal(
            new SignedHeadersResult.Faulty(401, "bad header(s) 'X-Ops-Timestamp'"),
            SignedHeaders.Read(headers.GetValueOrDefault, Request.At, TimeSpan.FromSeconds(900)));
    }

    [Fact]
    public void Pieces_may_have_any_length()
    {
        var headers = Request.Sign();
        var pieces = headers.Keys.Where(name => name.StartsWith(OpsHeaders.AuthorizationPrefix, StringComparison.Ordinal)).ToList();
        var whole = string.Concat(pieces.Select(name => headers[name]));
        foreach (var piece in pieces)
            headers.Remove(piece);
        headers[OpsHeaders.AuthorizationPrefix + "1"] = whole[..3];
        headers[OpsHeaders.AuthorizationPrefix + "2"] = whole[3..];
        Assert.True(Request.IsVerifiedBy(headers));
    }

    [Fact]
    public void Endless_pieces_are_a_bad_signature()
    {
        var headers = Request.Sign();
        var asked = 0;
        var read = SignedHeaders.Read(
            name => name.StartsWith(OpsHeaders.AuthorizationPrefix, StringComparison.Ordinal) ? Piece() : headers.GetValueOrDefault(name),
            Request.At,
            TimeSpan.FromSeconds(900));
        var signed = Assert.IsType<SignedHeadersResult.WellFormed>(read).Headers;
        Assert.False(signed.Verify(SigningVectors.Verifying, Request.Method, Request.Target, Request.Body));
        Assert.InRange(asked, 1, 2100);

        string Piece()
        {
            asked++;
            return "A";
        }
    }

    [Theory]
    [InlineData(0, 0x01)] // block type 0 in front
    [InlineData(1, 0x02)] // block type 2
    [InlineData(2, 0xFE)] // a hole in the padding
    [InlineData(9, 0x00)] // padding too short: seven FF
    public void A_raw_signature_over_a_block_with_other_padding_is_bad(int at, byte value)
    {
        var good = SignatureOf(Request.Sign());
        var key = SigningVectors.PrivateKey.ExportParameters(true);
        var modulus = Number(key.Modulus!);
        var block = new byte[256];
        var recovered = BigInteger.ModPow(Number(good), Number(key.Exponent!), modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
        recovered.CopyTo(block, block.Length - recovered.Length);
        Assert.Equal([0, 1, 0xFF, 0xFF], block[..4]);

        block[at] = value;
        var bad = BigInteger.ModPow(Number(block), Number(key.D!), modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(Request.IsVerifiedBy(WithSignature([.. new byte[256 - bad.Length], .. bad])));
    }

    [Fact]
    public void A_raw_signature_that_is_the_modulus_too_large_is_bad()
    {
        var modulus = Number(SigningVectors.PrivateKey.ExportParameters(false).Modulus!);
        var request = Enumerable.Range(0, 100).Select(second => Request with { At = Request.At.AddSeconds(second) })
            .First(one => Signature(one) + modulus < BigInteger.One << 2048);
        var bad = (Signature(request) + modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
        var headers = request.Sign();
        Assert.True(request.IsVerifiedBy(headers));
        Assert.False(request.IsVerifiedBy(WithSignature(bad, headers)));

        static BigInteger Signature(SomeRequest one) => Number(SignatureOf(one.Sign()));
    }

    [Fact]
    public void A_raw_signature_of_another_length_is_bad() =>
        Assert.False(Request.IsVerifiedBy(WithSignature([0, .. SignatureOf(Request.Sign())])));

    [Fact]
    public void One_key_may_check_many_requests_at_once()
    {
        var requests = Enum.GetValues<SigningVersion>().Select(version => Request with { Version = version }).Select(one => (one, one.Sign())).ToList();
        Parallel.For(0, 400, number =>
        {
            var (request, headers) = requests[number % requests.Count];
            Assert.True(request.IsVerifiedBy(headers));
        });
    }

    [Fact]
    public void A_user_id_too_long_for_raw_rsa_is_an_argument_error_that_says_what_helps()
    {
        var request = Request with { UserId = new string('u', 200) };
        Assert.Contains("sign with version 1.3", Assert.Throws<ArgumentException>(() => request.Sign()).Message, StringComparison.Ordinal);
        Assert.True((request with { Version = SigningVersion.V11 }).IsVerifiedBy((request with { Version = SigningVersion.V11 }).Sign()));
    }

    private static byte[] SignatureOf(Dictionary<string, string> headers) => Convert.FromBase64String(string.Concat(
        headers.Where(one => one.Key.StartsWith(OpsHeaders.AuthorizationPrefix, StringComparison.Ordinal)).Select(one => one.Value)));

    private static Dictionary<string, string> WithSignature(byte[] signature, Dictionary<string, string>? headers = null)
    {
        headers = new(headers ?? Request.Sign(), StringComparer.OrdinalIgnoreCase);
        foreach (var piece in headers.Keys.Where(name => name.StartsWith(OpsHeaders.AuthorizationPrefix, StringComparison.Ordinal)).ToList())
            headers.Remove(piece);
        headers[OpsHeaders.AuthorizationPrefix + "1"] = Convert.ToBase64String(signature);
        return headers;
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
