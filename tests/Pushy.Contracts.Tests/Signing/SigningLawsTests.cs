using CsCheck;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Tests.Signing;

public sealed class SigningLawsTests
{
    private const int Few = 60; // a 1.0 signature costs some milliseconds

    [Fact]
    public void What_is_signed_verifies() => SomeRequest.Any.Sample(request => request.IsVerifiedBy(request.Sign()), iter: Few);

    [Fact]
    public void A_signature_does_not_fit_another_request() => Gen.Select(SomeRequest.Any, Gen.Byte).Sample(
        (request, other) =>
        {
            var headers = request.Sign();
            return !(request with { Method = "PATCH" }).IsVerifiedBy(headers)
                && !(request with { Target = "/x" + request.Target }).IsVerifiedBy(headers)
                && !(request with { Body = [.. request.Body, other] }).IsVerifiedBy(headers)
                && !request.IsVerifiedBy(With(headers, OpsHeaders.UserId, request.UserId + "x"))
                && !request.IsVerifiedBy(With(headers, OpsHeaders.Timestamp, Later(request.At)))
                && !request.IsVerifiedBy(With(headers, OpsHeaders.ContentHash, "AAAA"));
        },
        iter: Few);

    [Fact]
    public void A_signature_of_one_version_does_not_pass_as_another() => Gen.Select(SomeRequest.Any, Gen.Enum<SigningVersion>()).Sample(
        (request, other) =>
        {
            var asOther = (request with { Version = other }).Sign()[OpsHeaders.Sign];
            return request.IsVerifiedBy(With(request.Sign(), OpsHeaders.Sign, asOther)) == (request.Version == other);
        },
        iter: Few);

    [Fact]
    public void The_api_version_is_signed_in_1_3_only() => SomeRequest.Any.Sample(
        request => request.IsVerifiedBy(With(request.Sign(), OpsHeaders.ServerApiVersion, "7")) == (request.Version != SigningVersion.V13),
        iter: Few);

    [Fact]
    public void Any_text_in_place_of_a_piece_is_a_bad_signature_and_no_fault() => Gen.Select(SomeRequest.Any, Gen.Int[1, 6], Gen.String).Sample(
        (request, piece, text) => !request.IsVerifiedBy(With(request.Sign(), $"{OpsHeaders.AuthorizationPrefix}{piece}", text)), iter: Few);

    [Fact]
    public void Any_headers_can_be_read() => Gen.Select(Gen.String, Gen.String, Gen.String, Gen.String, Gen.String).Sample(
        (user, time, sign, hash, piece) => SignedHeaders.Read(
            name => name switch
            {
                OpsHeaders.UserId => user,
                OpsHeaders.Timestamp => time,
                OpsHeaders.Sign => sign,
                OpsHeaders.ContentHash => hash,
                _ => piece,
            },
            SigningVectors.ServerTime,
            SigningVectors.MaxSkew) is SignedHeadersResult.Faulty { Status: 400 or 401 });

    private static Dictionary<string, string> With(Dictionary<string, string> headers, string name, string value) =>
        new(headers, StringComparer.OrdinalIgnoreCase) { [name] = value };

    private static string Later(DateTimeOffset at) => at.AddSeconds(at.Second == 59 ? -1 : 1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
}
