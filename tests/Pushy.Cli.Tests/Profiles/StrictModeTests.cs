using System.Security.Cryptography;
using Pushy.Cli.Profiles;

namespace Pushy.Cli.Tests.Profiles;

/// <summary>Keys and tokens are for nobody else to read, and what says where to go is for nobody else to write.</summary>
public sealed class StrictModeTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(UnixFileMode.OtherRead, "0604")]
    [InlineData(UnixFileMode.GroupRead, "0640")]
    public async Task A_key_or_a_token_that_others_may_read_is_refused_with_the_remedy(UnixFileMode others, string mode)
    {
        using var rsa = RSA.Create(2048);
        var (key, token) = (Write("alice.pem", rsa.ExportPkcs8PrivateKeyPem(), Own | others), Write("token", "pushy_t", Own | others));

        Assert.Equal($"pushy: the key {key} (--key): others can read it (mode {mode}); chmod 600 {key}\n", await Refused("--sign-as", "alice", "--key", key));
        Assert.Equal($"pushy: the token file {token}: others can read it (mode {mode}); chmod 600 {token}\n", await Refused("--token-file", token));
    }

    [Fact]
    public void Profiles_that_others_may_write_are_refused_and_without_secrets_others_may_read_them()
    {
        var path = _shell.Home.In(".config/pushy/config");
        Write(path, "[prod]\nservers = [\"https://prod\"]\n", Own | UnixFileMode.OtherRead | UnixFileMode.GroupRead);
        Assert.NotNull(ProfileBook.Read(_shell.Terminal).Find("prod"));

        File.SetUnixFileMode(path, Own | UnixFileMode.GroupWrite);

        Assert.Equal(
            $"the profiles in {path}: others can write it (mode 0620); chmod go-w {path}", Assert.Throws<UsageException>(() => ProfileBook.Read(_shell.Terminal)).Message);
    }

    [Fact]
    public void Chefs_profiles_are_under_the_same_rules()
    {
        var path = Write(_shell.Home.In(".chef/credentials"), "[default]\nclient_name = \"alice\"\nclient_key = \"\"\"\n-----BEGIN RSA PRIVATE KEY-----\n\"\"\"\n", Own | UnixFileMode.OtherRead);
        Assert.Equal($"{path} holds a secret and others may read it; run: chmod 600 {path}", Assert.Throws<UsageException>(() => ProfileBook.Read(_shell.Terminal)).Message);

        File.SetUnixFileMode(path, Own | UnixFileMode.OtherWrite);
        Assert.StartsWith($"the profiles in {path}: others can write it", Assert.Throws<UsageException>(() => ProfileBook.Read(_shell.Terminal)).Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text, UnixFileMode mode)
    {
        var path = Path.IsPathRooted(name) ? name : _shell.Home.In(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
        return path;
    }

    private static async Task<string> Refused(params string[] signIn)
    {
        using var shell = new TestShell("");
        Assert.Equal(2, await CommandTree.InvokeAsync(["job", "list", "--server", "https://127.0.0.1:1", "--org", "o", .. signIn], shell.Terminal));
        return shell.Error;
    }
}
