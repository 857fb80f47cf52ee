using System.Security.Cryptography;
using Pushy.Agent.Tests.Harness;

namespace Pushy.Agent.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-cli-test-").FullName;

    [Fact]
    public async Task Help_names_the_commands_and_the_exit_codes()
    {
        var (code, output, _) = await AgentUnderTest.ResultAsync(null, "--help");
        Assert.Equal(0, code);
        Assert.Contains("join", output);
        Assert.Contains("Exit codes:", output);
        Assert.Contains("--whitelist", (await AgentUnderTest.ResultAsync(null, "run", "--help")).Output);
    }

    [Fact]
    public async Task Version_prints_the_version()
    {
        var (code, output, _) = await AgentUnderTest.ResultAsync(null, "--version");
        Assert.Equal(0, code);
        Assert.StartsWith(ProductVersion.Text, output);
    }

    [Theory]
    [InlineData("dance")]
    [InlineData("run --no-such-option")]
    [InlineData("")]
    public async Task A_command_line_that_is_not_understood_ends_with_2(string arguments)
    {
        var (code, _, log) = await AgentUnderTest.ResultAsync(null, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, code);
        Assert.NotEmpty(log);
    }

    [Theory]
    [InlineData("--key is missing", "{\"servers\":[\"http://127.0.0.1:1\"],\"organization\":\"o\",\"node\":\"n\"}")]
    [InlineData("colour", "{\"colour\":1}")]
    [InlineData("$.kill_grace", "{\"kill_grace\":\"soon\"}")]
    [InlineData("kill_grace is 1000; allowed are 0 to 300 seconds", "KEY,\"kill_grace\":1000}")]
    [InlineData("output_limit is 5; allowed are 1024 to 67108864 bytes", "KEY,\"output_limit\":5}")]
    [InlineData("cannot be read", "KEY,\"whitelist\":\"/no/such/file\"}")]
    [InlineData("is not an RSA private key", "{\"servers\":[\"http://127.0.0.1:1\"],\"organization\":\"o\",\"node\":\"n\",\"key\":\"/etc/hostname\"}")]
    public async Task A_wrong_configuration_is_refused_with_its_field(string words, string config)
    {
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(At("key.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(At("config.json"), config.Replace("KEY", $"{{\"servers\":[\"http://127.0.0.1:1\"],\"organization\":\"o\",\"node\":\"n\",\"key\":\"{At("key.pem")}\""));
        var (code, _, log) = await AgentUnderTest.ResultAsync(null, "run", "--config", At("config.json"), "--state-dir", At("state"));
        Assert.Equal(2, code);
        Assert.Contains(words, log);
        Assert.DoesNotContain("   at ", log);
    }

    [Theory]
    [InlineData("http://pushy.example.com is not encrypted", "KEY}", "run", "--server", "http://pushy.example.com")]
    [InlineData("http://192.0.2.1:10003 is not encrypted", "KEY,\"servers\":[\"http://127.0.0.1:1\",\"http://192.0.2.1:10003\"]}", "run")]
    [InlineData("--insecure", "{}", "join", "--server", "http://192.0.2.1", "--org", "o", "--token", "t")]
    [InlineData("--ca-file /no/such.pem: cannot be read", "KEY,\"servers\":[\"https://127.0.0.1:1\"],\"ca_file\":\"/no/such.pem\"}", "run")]
    [InlineData("there is no certificate in PEM form in it", "{}", "join", "--server", "https://127.0.0.1:1", "--org", "o", "--node", "n", "--token", "t", "--ca-file", "/etc/hostname")]
    public async Task Servers_that_anybody_could_pose_as_are_refused(string words, string config, params string[] args)
    {
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(At("key.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(At("config.json"), config.Replace("KEY", $"{{\"organization\":\"o\",\"node\":\"n\",\"key\":\"{At("key.pem")}\""));
        var (code, _, log) = await AgentUnderTest.ResultAsync(null, [.. args, "--config", At("config.json"), "--state-dir", At("state")]);
        Assert.Equal(2, code);
        Assert.Contains(words, log);
    }

    [Fact]
    public async Task A_key_that_others_can_read_is_refused()
    {
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(At("key.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var (code, _, log) = await AgentUnderTest.ResultAsync(null, "run", "--server", "http://127.0.0.1:1", "--org", "o", "--node", "n", "--key", At("key.pem"));
        Assert.Equal(2, code);
        Assert.Contains("chmod 600", log);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);
}
