using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pushy.Server.Clustering;
using Pushy.Server.Configuration;

namespace Pushy.Server.Tests.Clustering;

public sealed class HostCertificateTests : IDisposable
{
    private readonly ClusterFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_certificate_of_the_clusters_CA_is_a_hosts()
    {
        var certificates = Load("web1.example.com");
        using var other = Read(_files, "127.0.0.2");
        Assert.Null(certificates.WhyNot(other, DateTimeOffset.UtcNow));
    }

    [Fact]
    public void One_of_another_CA_is_refused_even_if_the_CAs_have_the_same_name()
    {
        using var elsewhere = new ClusterFiles();
        using var theirs = Read(elsewhere, "127.0.0.2");
        Assert.Contains("not of a CA in ca-file", Load("127.0.0.1").WhyNot(theirs, DateTimeOffset.UtcNow), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void One_that_does_not_count_now_is_refused(int years)
    {
        using var other = Read(_files, "127.0.0.2");
        Assert.Contains("it counts from", Load("127.0.0.1").WhyNot(other, DateTimeOffset.UtcNow.AddYears(years)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_CA_itself_is_no_host_that_was_pinned_nor_is_any_other()
    {
        using var own = Read(_files, "127.0.0.1");
        using var other = Read(_files, "127.0.0.2");
        var pin = own.GetCertHashString(HashAlgorithmName.SHA256);
        var certificates = HostCertificates.Load(Options("127.0.0.1", ca: "", pin), DateTimeOffset.UtcNow);
        Assert.Null(certificates.WhyNot(own, DateTimeOffset.UtcNow));
        Assert.Contains("it is not pinned", certificates.WhyNot(other, DateTimeOffset.UtcNow), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pinned_certificate_of_another_CA_is_refused_where_there_is_a_CA_too()
    {
        using var elsewhere = new ClusterFiles();
        using var theirs = Read(elsewhere, "127.0.0.2");
        using var own = Read(_files, "127.0.0.1");
        var certificates = HostCertificates.Load(
            Options("127.0.0.1", _files.Ca, own.GetCertHashString(HashAlgorithmName.SHA256), theirs.GetCertHashString(HashAlgorithmName.SHA256)), DateTimeOffset.UtcNow);
        Assert.NotNull(certificates.WhyNot(theirs, DateTimeOffset.UtcNow));
    }

    [Fact]
    public void A_host_whose_own_certificate_the_others_would_refuse_does_not_start()
    {
        using var elsewhere = new ClusterFiles();
        _files.CertificateOf("127.0.0.1");
        var refused = Assert.Throws<ConfigurationException>(() => HostCertificates.Load(Options("127.0.0.1", elsewhere.Ca), DateTimeOffset.UtcNow));
        Assert.StartsWith("pushy.cluster.tls.certificate-file: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_the_certificates_is_refused()
    {
        var certificate = _files.CertificateOf("127.0.0.1");
        _files.CertificateOf("127.0.0.2");
        var options = new ClusterTlsOptions(true, certificate, _files.KeyOf("127.0.0.2"), _files.Ca, new HashSet<string>());
        Assert.Throws<ConfigurationException>(() => HostCertificates.Load(options, DateTimeOffset.UtcNow));
    }

    private HostCertificates Load(string host)
    {
        _files.CertificateOf(host);
        return HostCertificates.Load(Options(host, _files.Ca), DateTimeOffset.UtcNow);
    }

    private ClusterTlsOptions Options(string host, string ca, params string[] pins) =>
        new(true, Path.Combine(_files.Folder, host + ".pem"), _files.KeyOf(host), ca, pins.ToHashSet());

    private static X509Certificate2 Read(ClusterFiles files, string host) => X509CertificateLoader.LoadCertificateFromFile(files.CertificateOf(host));
}
