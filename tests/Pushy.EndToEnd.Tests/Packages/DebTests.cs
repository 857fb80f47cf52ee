using System.Diagnostics;
using System.Text.RegularExpressions;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Packages;

/// <summary>What packaging/build-debs.sh makes, with programs put in that are none: publishing them takes minutes, and their insides are tested elsewhere.</summary>
public sealed partial class DebTests(DebTests.Debs debs) : IClassFixture<DebTests.Debs>
{
    [DebFact]
    public async Task The_server_has_its_program_its_unit_its_settings_and_its_pages()
    {
        var files = await debs.Files("pushy-server");
        Assert.Equal("-rwxr-xr-x root/root", files["/usr/lib/pushy-server/pushy-server"]);
        Assert.Equal("-rw-r--r-- root/root", files["/usr/lib/pushy-server/pushy-server.dll"]);
        Assert.Equal("-rwxr-xr-x root/root", files["/usr/bin/pushy-server"]);
        Assert.Equal("-rw-r----- root/root", files["/etc/pushy-server/pushy.conf"]);
        Assert.Equal("-rw-r--r-- root/root", files["/usr/lib/systemd/system/pushy-server.service"]);
        Assert.Contains("/usr/share/doc/pushy-server/install.md", files);
        Assert.Contains("/usr/share/doc/pushy-server/pushy.conf", files);
        Assert.Contains("/usr/share/man/man8/pushy-server.8.gz", files);
        Assert.Equal(["/etc/default/pushy-server", "/etc/pushy-server/pushy.conf"], await debs.Conffiles("pushy-server"));
    }

    [DebFact]
    public async Task The_agent_is_one_program_with_its_unit_and_a_whitelist()
    {
        var files = await debs.Files("pushy-agent");
        Assert.Equal("-rwxr-xr-x root/root", files["/usr/bin/pushy-agent"]);
        Assert.Contains("/usr/lib/systemd/system/pushy-agent.service", files);
        Assert.Equal(["/etc/default/pushy-agent", "/etc/pushy-agent/whitelist.json"], await debs.Conffiles("pushy-agent"));
    }

    [DebFact]
    public async Task The_command_line_brings_completion_for_three_shells()
    {
        var files = await debs.Files("pushy");
        Assert.Equal("-rwxr-xr-x root/root", files["/usr/bin/pushy"]);
        Assert.Contains("/usr/share/bash-completion/completions/pushy", files);
        Assert.Contains("/usr/share/zsh/vendor-completions/_pushy", files);
        Assert.Contains("/usr/share/fish/vendor_completions.d/pushy.fish", files);
        Assert.Empty(await debs.Conffiles("pushy"));
    }

    [DebFact]
    public async Task Each_says_its_version_and_its_scripts_can_be_read()
    {
        foreach (var package in Debs.Packages)
        {
            Assert.Equal($"{package} {Debs.Version}", await debs.Show(package, "${Package} ${Version}"));
            var control = await debs.Control(package);
            foreach (var script in Directory.GetFiles(control).Where(file => Path.GetFileName(file) is "postinst" or "prerm" or "postrm"))
                await Debs.Run("sh", "-n", script);
        }
    }

    [Theory]
    [InlineData("--version", "--version")]
    [InlineData("--help", "--help")]
    [InlineData("", "--help")]
    public async Task The_servers_command_names_its_configuration_only_where_one_may_stand(string given, string passedOn)
    {
        var wrapper = await File.ReadAllTextAsync(Path.Combine(Programs.RepositoryRoot, "packaging/debian/pushy-server/wrapper"));
        const string Program = "program=/usr/lib/pushy-server/pushy-server\n";
        Assert.Contains(Program, wrapper, StringComparison.Ordinal);

        var passed = await Debs.Run("sh", ["-c", wrapper.Replace(Program, "program='printf %s\\n'\n", StringComparison.Ordinal), "pushy-server", .. given.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(passedOn + "\n", passed);
    }

    [DebFact]
    public async Task The_same_sources_make_the_same_package()
    {
        var (first, second) = (debs.In("first"), debs.In("second"));
        await debs.Build(first);
        await debs.Build(second);
        foreach (var file in Directory.GetFiles(first))
            Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(Path.Combine(second, Path.GetFileName(file))));
    }

    /// <summary>Units and settings have to go together.</summary>
    [Fact]
    public void The_servers_unit_has_room_for_all_links_and_time_to_drain()
    {
        var unit = File.ReadAllText(Path.Combine(Programs.RepositoryRoot, "packaging/systemd/pushy-server.service"));
        var settings = File.ReadAllText(Path.Combine(Programs.RepositoryRoot, "hocon/pushy.conf"));
        Assert.True(Number(unit, "LimitNOFILE=") > Number(settings, "max-links = ") + Number(settings, "max-connections = "));
        Assert.True(Number(unit, "TimeoutStopSec=") >= Number(settings, "drain-timeout = ") + 15 + 5);   // hand-over of shards, and leaving
        Assert.Contains("ExecStart=/usr/lib/pushy-server/pushy-server run --config /etc/pushy-server/pushy.conf\n", unit, StringComparison.Ordinal);
    }

    private static int Number(string text, string key) => int.Parse(Digits().Match(text[(text.IndexOf(key, StringComparison.Ordinal) + key.Length)..]).Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d+")]
    private static partial Regex Digits();

    /// <summary>The three packages, built once.</summary>
    public sealed class Debs : IAsyncLifetime
    {
        public const string Version = "9.8.7";
        public static readonly string[] Packages = ["pushy-server", "pushy-agent", "pushy"];

        private readonly string _folder = Directory.CreateTempSubdirectory("pushy-debs-").FullName;

        public string In(string name) => Path.Combine(_folder, name);

        public async Task InitializeAsync()
        {
            if (!DebFactAttribute.IsPossible)
                return;
            foreach (var program in new[] { "server/pushy-server", "server/pushy-server.dll", "agent/pushy-agent", "cli/pushy" })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(In(program))!);
                await File.WriteAllTextAsync(In(program), "#!/bin/sh\necho \"$0 $*\" | sed 's|.*/||'\n");
                await Run("chmod", "755", In(program));
            }

            await Build(In("debs"));
        }

        public Task DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return Task.CompletedTask;
        }

        public Task Build(string to) => Run(Path.Combine(Programs.RepositoryRoot, "packaging/build-debs.sh"), Version, "--published", _folder, "--out", to);

        /// <summary>Modes and owners by path.</summary>
        public async Task<Dictionary<string, string>> Files(string package) => (await Run("dpkg-deb", "--contents", Deb(package))).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(words => words[5][1..], words => $"{words[0]} {words[1]}");

        public Task<string> Show(string package, string format) => Run("dpkg-deb", "--show", $"--showformat={format}", Deb(package));

        public async Task<string> Control(string package)
        {
            var folder = In($"{package}-control");
            await Run("dpkg-deb", "--control", Deb(package), folder);
            return folder;
        }

        public async Task<string[]> Conffiles(string package)
        {
            var folder = In($"{package}-conffiles");
            await Run("dpkg-deb", "--control", Deb(package), folder);
            var file = Path.Combine(folder, "conffiles");
            return File.Exists(file) ? await File.ReadAllLinesAsync(file) : [];
        }

        public static async Task<string> Run(string program, params string[] args)
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Until.Patience);
            return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}");
        }

        private string Deb(string package) => Directory.GetFiles(In("debs"), $"{package}_{Version}_*.deb").Single();
    }
}

/// <summary>A test that builds packages.</summary>
internal sealed class DebFactAttribute : FactAttribute
{
    public DebFactAttribute()
    {
        if (!IsPossible)
            Skip = "dpkg-deb is not installed";
    }

    public static bool IsPossible { get; } = File.Exists("/usr/bin/dpkg-deb");
}
