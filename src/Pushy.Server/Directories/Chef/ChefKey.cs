using System.Security.Cryptography;
using Pushy.Contracts.Signing;
using Pushy.Files;
using Pushy.Server.Configuration;

namespace Pushy.Server.Directories.Chef;

/// <summary>The private key that requests to a Chef Infra Server are signed with.</summary>
internal static class ChefKey
{
    private const string Setting = "pushy.directory.chef.key-file";
    private const long MaxBytes = 65_536;

    /// <exception cref="ConfigurationException">The file cannot be read, or holds no usable key; nothing of it is said.</exception>
    public static RSA Load(string path)
    {
        var key = RSA.Create();
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw Unusable($"it has more than {MaxBytes} bytes");
            key.ImportFromPem(GuardedFile.ReadText(path, FileGuard.ServiceSecret));
            _ = key.ExportParameters(includePrivateParameters: true); // a public key would be found out by the first request only
            return key.KeySize is >= PublicKeyPem.MinBits and <= PublicKeyPem.MaxBits
                ? key
                : throw Unusable($"the key has {key.KeySize} bits; allowed are {PublicKeyPem.MinBits} to {PublicKeyPem.MaxBits}");
        }
        catch (Exception e)
        {
            key.Dispose();
            throw e switch
            {
                ConfigurationException => e,
                UntrustedFileException => Unusable(e.Message),
                IOException or UnauthorizedAccessException => Unusable($"it cannot be read: {e.Message}"),
                ArgumentException or CryptographicException => Unusable("it holds no RSA private key in PEM without a passphrase"),
                _ => e,
            };
        }
    }

    private static ConfigurationException Unusable(string problem) => new($"{Setting}: {problem}");
}
