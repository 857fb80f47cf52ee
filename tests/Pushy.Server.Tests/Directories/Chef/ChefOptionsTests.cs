using System.Security.Cryptography;
using Pushy.Server.Configuration;
using Pushy.Server.Directories.Chef;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories.Chef;

public sealed class ChefOptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void By_default_the_directory_is_our_own()
    {
        var options = Load().Options.Directory;
        Assert.Equal((DirectoryKind.Embedded, (ChefOptions?)null), (options.Kind, options.Chef));
    }

    [Fact]
    public void Chef_needs_a_url_and_a_key_file()
    {
        var problem = Assert.Throws<ConfigurationException>(() => Load("kind=chef")).Message;
        Assert.Contains("pushy.directory.chef.url: needed with", problem, StringComparison.Ordinal);
        Assert.Contains("pushy.directory.chef.key-file: needed with", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind=ldap", "allowed are embedded, chef")]
    [InlineData("chef.url=chef.example.com", "allowed are http://HOST")]
    [InlineData("chef.url=https://user:hunter2@chef", "allowed are http://HOST")]
    [InlineData("chef.url=https://chef/organizations", "allowed are http://HOST")]
    [InlineData("chef.url=ftp://chef", "allowed are http://HOST")]
    [InlineData("chef.principal-url=/x", "allowed are http://HOST")]
    [InlineData("chef.user=", "allowed are 1 to 255")]
    [InlineData("chef.user=pivotäl", "allowed are 1 to 255")]
    [InlineData("chef.timeout=0s", "allowed are lengths of time from 100ms to 60s")]
    [InlineData("chef.retries=6", "whole numbers from 0 to 5")]
    [InlineData("chef.max-answer-bytes=1", "sizes from 65536")]
    [InlineData("chef.max-connections=0", "whole numbers from 1 to 1000")]
    public void A_value_that_is_not_allowed_names_its_key(string set, string part)
    {
        var problem = Assert.Throws<ConfigurationException>(() => Load(set)).Message;
        Assert.StartsWith($"pushy.directory.{set[..set.IndexOf('=', StringComparison.Ordinal)]}: ", problem, StringComparison.Ordinal);
        Assert.Contains(part, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_is_read_in_both_forms()
    {
        foreach (var pem in new[] { TestKeys.Mine.ExportPkcs8PrivateKeyPem(), TestKeys.Mine.ExportRSAPrivateKeyPem() })
        {
            using var key = ChefKey.Load(Written(pem));
            Assert.Equal(2048, key.KeySize);
        }
    }

    [Fact]
    public void Any_other_file_is_refused_with_the_setting_and_without_what_is_in_it()
    {
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create();
        string[] files =
        [
            Path.Combine(_folder, "missing.pem"), _folder, Written(""), Written("hunter2"), Written(TestKeys.MinePublic), Written(small.ExportPkcs8PrivateKeyPem()),
            Written(curve.ExportPkcs8PrivateKeyPem()), Written(new string('x', 100_000)), Written(TestKeys.Mine.ExportPkcs8PrivateKeyPem()[..500]),
            Written(TestKeys.Mine.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1))),
        ];
        foreach (var file in files)
        {
            var problem = Assert.Throws<ConfigurationException>(() => ChefKey.Load(file)).Message;
            Assert.StartsWith("pushy.directory.chef.key-file: ", problem, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
        }
    }

    private static PushyConfig Load(params string[] sets) => PushyConfig.Load([], sets.Select(set => $"pushy.directory.{set}"), []);

    private string Written(string text)
    {
        var file = Path.Combine(_folder, Path.GetRandomFileName());
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
