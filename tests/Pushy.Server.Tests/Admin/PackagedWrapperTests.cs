using System.Diagnostics;
using Pushy.Server.Tests.Docs;

namespace Pushy.Server.Tests.Admin;

/// <summary>The packaged <c>pushy-server</c> adds the packaged configuration, where the program takes options and nowhere else.</summary>
public sealed class PackagedWrapperTests : IDisposable
{
    private const string Config = "[--config][/etc/pushy-server/pushy.conf]";
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public PackagedWrapperTests()
    {
        var script = File.ReadAllText(Path.Combine(MessageSources.Root, "packaging/debian/pushy-server/wrapper"));
        Write("wrapper", script.Replace("program=/usr/lib/pushy-server/pushy-server", $"program={_folder}/program", StringComparison.Ordinal));
        Write("program", "#!/bin/sh\nfor word do printf '[%s]' \"$word\"; done\n");
        Write("runuser", "#!/bin/sh\nshift 3\nexec \"$@\"\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("[user][list][acme]" + Config, "user", "list", "acme")]
    [InlineData("[user][create][acme]" + Config + "[--][--config]", "user", "create", "acme", "--", "--config")]
    [InlineData("[a][b  c][]" + Config + "[--][--][-d]", "a", "b  c", "", "--", "--", "-d")]
    [InlineData("[run][--config=/x][--][a]", "run", "--config=/x", "--", "a")]
    [InlineData("[run][--config][/x]", "run", "--config", "/x")]
    [InlineData("[run][--set][pushy.storage.path=/x]", "run", "--set", "pushy.storage.path=/x")]
    [InlineData("[x]" + Config + "[--][pushy.storage.path=/y]", "x", "--", "pushy.storage.path=/y")]
    [InlineData("[--help]")]
    [InlineData("[--version]", "--version")]
    public async Task The_configuration_goes_before_what_is_no_option(string program, params string[] words)
    {
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(_folder, "wrapper"), .. words]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_folder}:/usr/bin:/bin";
        using var run = Process.Start(start)!;

        Assert.Equal(program, await run.StandardOutput.ReadToEndAsync());
        await run.WaitForExitAsync();
        Assert.Equal(0, run.ExitCode);
    }

    private void Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        File.SetUnixFileMode(Path.Combine(_folder, name), (UnixFileMode)0b111_101_101);
    }
}
