using System.Security.Cryptography;
using Pushy.Server.Clustering;
using Pushy.Server.Configuration;
using Pushy.Server.Directories.Chef;
using Pushy.Server.Tests.Clustering;

namespace Pushy.Server.Tests.Configuration;

/// <summary>What tells the server what to do is for nobody else to write, and its secrets are for nobody else to read, as on the nodes.</summary>
public sealed class StrictModeTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_configuration_that_others_may_write_is_refused_with_the_remedy()
    {
        var file = Write("pushy.conf", "pushy.jobs.linger = 1s", Own | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Assert.Equal(TimeSpan.FromSeconds(1), PushyConfig.Load([file], [], []).Options.Jobs.Linger);

        File.SetUnixFileMode(file, Own | UnixFileMode.GroupWrite);
        Assert.Equal($"configuration file {file}: others can write it (mode 0620); chmod go-w {file}", Refusal(() => PushyConfig.Load([file], [], [])));

        File.SetUnixFileMode(file, Own);
        File.SetUnixFileMode(_folder, Own | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        Assert.Equal(
            $"configuration file {file}: others can write to its folder {_folder} (mode 0702) and replace it; chmod go-w {_folder}", Refusal(() => PushyConfig.Load([file], [], [])));
    }

    [Fact]
    public void A_secret_that_others_may_read_is_refused_with_the_remedy_and_a_group_may_read_it()
    {
        using var rsa = RSA.Create(2048);
        var key = Write("pivotal.pem", rsa.ExportPkcs8PrivateKeyPem(), Own | UnixFileMode.OtherRead);
        Assert.Equal($"pushy.directory.chef.key-file: others can read it (mode 0604); chmod 640 {key}", Refusal(() => ChefKey.Load(key)));
        var token = Write("token", "0123456789abcdef", Own | UnixFileMode.OtherRead);
        Assert.Contains(
            $"pushy.metrics.token-file: {token}: others can read it (mode 0604); chmod 640 {token}",
            Refusal(() => PushyConfig.Load([], ["pushy.metrics.enabled=true", $"pushy.metrics.token-file={token}"], [])), StringComparison.Ordinal);

        File.SetUnixFileMode(key, Own | UnixFileMode.GroupRead);
        ChefKey.Load(key).Dispose();
    }

    [Fact]
    public void The_key_of_a_host_is_one_of_them()
    {
        using var files = new ClusterFiles();
        var options = new ClusterTlsOptions(true, files.CertificateOf("127.0.0.1"), files.KeyOf("127.0.0.1"), files.Ca, new HashSet<string>());
        Assert.NotNull(HostCertificates.Load(options, DateTimeOffset.UtcNow));

        File.SetUnixFileMode(options.KeyFile, Own | UnixFileMode.OtherRead);

        Assert.Equal($"pushy.cluster.tls.key-file: others can read it (mode 0604); chmod 640 {options.KeyFile}", Refusal(() => HostCertificates.Load(options, DateTimeOffset.UtcNow)));
    }

    private string Write(string name, string text, UnixFileMode mode)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
        return path;
    }

    private static string Refusal(Action load) => Assert.Throws<ConfigurationException>(load).Message;
}
