using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pushy.Tests.Shared;

/// <summary>A private authority with one between it and servers, in a folder of its own: what a company has.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Before = DateTimeOffset.UtcNow.AddDays(-400);

    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _middle;

    public TestAuthority()
    {
        _root = Authority("Test Root", null);
        _middle = Authority("Test Middle", _root);
        File.WriteAllText(CaFile, _root.ExportCertificatePem() + "\n");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("pushy-tls-").FullName;

    /// <summary>The root, for clients.</summary>
    public string CaFile => Path.Combine(Folder, "ca.pem");

    /// <summary>A server's certificate, then the one between.</summary>
    public string CertificateFile => Path.Combine(Folder, "server.pem");

    public string KeyFile => Path.Combine(Folder, "server-key.pem");

    /// <summary>Settings of a server.</summary>
    public string[] Sets => [$"pushy.http.tls.certificate-file={CertificateFile}", $"pushy.http.tls.key-file={KeyFile}"];

    /// <summary>Writes a server's certificate with the one between, and its key.</summary>
    /// <returns>Its SHA-1, as .NET has it.</returns>
    public string Issue(string name = "127.0.0.1", int days = 90)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var ip))
            names.AddIpAddress(ip);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var certificate = request.Create(_middle, Before.AddDays(2), DateTimeOffset.UtcNow.AddDays(days), RandomNumberGenerator.GetBytes(8));
        if (!File.Exists(KeyFile))
            File.Create(KeyFile).Dispose();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(CertificateFile, $"{certificate.ExportCertificatePem()}\n{_middle.ExportCertificatePem()}\n");
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        return certificate.Thumbprint;
    }

    public void Dispose()
    {
        _root.Dispose();
        _middle.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static X509Certificate2 Authority(string name, X509Certificate2? by)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        if (by is null)
            return request.CreateSelfSigned(Before, DateTimeOffset.UtcNow.AddYears(5));
        using var certificate = request.Create(by, Before.AddDays(1), DateTimeOffset.UtcNow.AddYears(4), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
