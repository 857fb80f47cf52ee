using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Tests.Signing;

public sealed class PublicKeyPemTests
{
    [Fact]
    public void A_certificate_gives_its_key()
    {
        using var certificate = new CertificateRequest("CN=alice", SigningVectors.PrivateKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(SigningVectors.ServerTime, SigningVectors.ServerTime.AddDays(1));
        Assert.True(PublicKeyPem.TryRead(certificate.ExportCertificatePem(), out var key, out _));
        using (key)
            Assert.Equal(SigningVectors.Pem("public_key_pem_spki"), PublicKeyPem.Write(key));
    }

    [Fact]
    public void What_is_written_of_a_private_key_is_its_public_half() =>
        Assert.Equal(SigningVectors.Pem("public_key_pem_spki"), PublicKeyPem.Write(SigningVectors.PrivateKey));

    [Theory]
    [InlineData(1024)]
    [InlineData(8200)]
    public void A_key_of_another_length_is_refused(int bits)
    {
        Assert.Equal($"the key has {bits} bits; allowed are 2048 to 8192", Problem(Fake(bits, [1, 0, 1])));
    }

    [Fact]
    public void A_key_with_a_very_long_exponent_is_refused() => Assert.Equal(
        "the key's public exponent is not usable; allowed are odd numbers from 3 of at most 8 bytes",
        Problem(Fake(2048, [1, 0, 0, 0, 0, 0, 0, 0, 1])));

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 0, 0 })]
    public void A_key_with_an_unsafe_exponent_is_refused_by_us_or_by_the_platform(byte[] exponent) => Assert.NotEmpty(Problem(Fake(2048, exponent)));

    [Theory]
    [InlineData(2048)]
    [InlineData(8192)]
    public void The_shortest_and_the_longest_key_are_taken(int bits)
    {
        Assert.True(PublicKeyPem.TryRead(Fake(bits, [1, 0, 1]), out var key, out var problem), problem);
        key.Dispose();
    }

    [Fact]
    public void A_private_key_is_refused_without_a_word_of_it()
    {
        var problem = Problem(SigningVectors.PrivateKey.ExportPkcs8PrivateKeyPem());
        Assert.Equal("the PEM block holds no RSA public key; allowed are a PEM block PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE", problem);
    }

    [Fact]
    public void A_key_of_another_kind_is_refused()
    {
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.NotEmpty(Problem(elliptic.ExportSubjectPublicKeyInfoPem()));
        using var certificate = new CertificateRequest("CN=alice", elliptic, HashAlgorithmName.SHA256)
            .CreateSelfSigned(SigningVectors.ServerTime, SigningVectors.ServerTime.AddDays(1));
        Assert.NotEmpty(Problem(certificate.ExportCertificatePem()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ssh-rsa AAAA")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n")]
    public void Other_text_is_refused(string text) => Assert.NotEmpty(Problem(text));

    [Fact]
    public void A_very_long_text_is_refused_unread() =>
        Assert.Equal("the text has 65537 characters; allowed are 65536", Problem(new string('x', 65_537)));

    private static string Problem(string pem)
    {
        Assert.False(PublicKeyPem.TryRead(pem, out var key, out var problem));
        Assert.Null(key);
        return problem;
    }

    /// <summary>A key of this shape that belongs to nobody, written by hand: no library makes such keys.</summary>
    private static string Fake(int bits, byte[] exponent)
    {
        var modulus = new byte[bits / 8];
        Array.Fill(modulus, (byte)0xFF);
        var der = new AsnWriter(AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            der.WriteIntegerUnsigned(modulus);
            der.WriteIntegerUnsigned(exponent);
        }

        return PemEncoding.WriteString("RSA PUBLIC KEY", der.Encode());
    }
}
