using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Clustering;

public sealed class ClusterCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Keys_are_their_owners_alone_and_no_file_is_overwritten()
    {
        Assert.Equal(0, (await CommandRun.Of("cluster", "new-ca", "--out", _folder)).ExitCode);
        Assert.Equal(0, (await CommandRun.Of("cluster", "new-certificate", "10.0.0.1", "--ca", _folder, "--out", _folder)).ExitCode);
        foreach (var key in new[] { "ca-key.pem", "10.0.0.1-key.pem" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(Path.Combine(_folder, key)));

        var before = await File.ReadAllTextAsync(Path.Combine(_folder, "ca.pem"));
        var again = await CommandRun.Of("cluster", "new-ca", "--out", _folder);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("exists already", again.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(_folder, "ca.pem")));
    }

    [Theory]
    [InlineData("no host", "host names and IP addresses")]
    [InlineData("10.0.0.1", "--ca")]
    public async Task What_is_wrong_is_named(string host, string named)
    {
        var run = await CommandRun.Of("cluster", "new-certificate", host, "--ca", _folder, "--out", _folder);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
