using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Tests.Signing;

public sealed class SigningVectorTests
{
    public static TheoryData<string> Valid => SigningVectors.Names("valid");

    public static TheoryData<string> Invalid => SigningVectors.Names("invalid");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_request_verifies_with_the_key_in_either_form(string name)
    {
        var vector = SigningVectors.Find("valid", name);
        var headers = Read(vector);
        Assert.Equal(vector.Text("user_id"), headers.UserId);
        Assert.Equal(vector.Version, headers.Version);
        foreach (var form in new[] { "public_key_pem_spki", "public_key_pem_pkcs1" })
        {
            using var key = SigningVectors.PublicKey(form);
            Assert.True(headers.Verify(key, vector.Text("method"), vector.Text("request_target"), vector.Body));
        }
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Signing_gives_the_same_headers_as_other_implementations(string name)
    {
        var vector = SigningVectors.Find("valid", name);
        var signed = RequestSigning.Sign(
            SigningVectors.PrivateKey, vector.Version, vector.Text("user_id"), vector.Text("method"), vector.Text("request_target"),
            vector.Body, vector.Timestamp, vector.ServerApiVersion);
        foreach (var (header, value) in signed)
        {
            if (header != OpsHeaders.Sign)
                Assert.Equal(vector.Header(header), value);
        }

        Assert.Equal(vector.Text("signature_base64"), string.Concat(signed.Where(one => one.Key.StartsWith(OpsHeaders.AuthorizationPrefix, StringComparison.Ordinal)).Select(one => one.Value)));
        Assert.Equal(vector.ServerApiVersion is not null, signed.Any(one => one.Key == OpsHeaders.ServerApiVersion));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_request_is_refused_with_the_exact_text(string name)
    {
        var vector = SigningVectors.Find("invalid", name);
        if (SignedHeaders.Read(vector.Header, SigningVectors.ServerTime, SigningVectors.MaxSkew) is SignedHeadersResult.Faulty fault)
        {
            Assert.Equal((vector.ExpectedStatus, vector.ExpectedError), (fault.Status, fault.Error));
            return;
        }

        var headers = Read(vector);
        Assert.Equal((401, $"Invalid signature for user or client '{headers.UserId}'"), (vector.ExpectedStatus, vector.ExpectedError));
        using var key = SigningVectors.PublicKey(vector.KeyName);
        Assert.False(headers.Verify(key, vector.Text("method"), vector.Text("request_target"), vector.Body));
    }

    private static SignedHeaders Read(SigningVector vector) => Assert.IsType<SignedHeadersResult.WellFormed>(
        SignedHeaders.Read(vector.Header, SigningVectors.ServerTime, SigningVectors.MaxSkew)).Headers;
}
