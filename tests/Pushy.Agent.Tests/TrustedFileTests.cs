using System.Diagnostics;
using System.Security.Cryptography;
using Pushy.Agent.Files;
using Pushy.Agent.Jobs;
using Pushy.Agent.Settings;
using Pushy.Agent.State;
using Pushy.Agent.Supervision;
using Pushy.Agent.Tests.Harness;

namespace Pushy.Agent.Tests;

/// <summary>Files and folders that other accounts of the machine have put there, or could change.</summary>
public sealed class TrustedFileTests : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
    private static readonly bool IsRoot = Libc.EffectiveUid() == 0;
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-trust-test-").FullName;

    [Theory]
    [InlineData(0b110_100_100, null)]
    [InlineData(0b110_110_100, "others can write it (mode 0664); chmod go-w")]
    [InlineData(0b110_100_110, "others can write it (mode 0646); chmod go-w")]
    public void A_whitelist_that_others_can_write_is_refused_with_the_remedy(int mode, string? words)
    {
        File.WriteAllText(At("whitelist.json"), "{}");
        File.SetUnixFileMode(At("whitelist.json"), (UnixFileMode)mode);
        Check(words, () => WhitelistFile.Read(At("whitelist.json")));
    }

    [Fact]
    public void A_whitelist_in_a_folder_that_others_can_write_is_refused_but_for_one_like_tmp()
    {
        Directory.CreateDirectory(At("shared/own"));
        File.WriteAllText(At("shared/own/whitelist.json"), "{}");
        File.SetUnixFileMode(At("shared"), Everybody);
        Check($"others can write to its folder {At("shared")} (mode 0777)", () => WhitelistFile.Read(At("shared/own/whitelist.json")));
        if (!IsRoot)
            return;     // the sticky bit counts on root's folders only
        File.SetUnixFileMode(At("shared"), Everybody | UnixFileMode.StickyBit);
        Check(null, () => WhitelistFile.Read(At("shared/own/whitelist.json")));
    }

    [Fact]
    public void Configuration_and_key_are_held_to_the_same()
    {
        using var key = RSA.Create(2048);
        File.WriteAllText(At("agent.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("agent.json"), "{}");
        File.SetUnixFileMode(At("agent.json"), (UnixFileMode)0b110_110_000);
        Check("agent.json: others can write it", () => AgentConfig.Read(At("agent.json")));
        File.SetUnixFileMode(At("agent.pem"), (UnixFileMode)0b110_110_000);
        var config = new AgentConfig { Servers = ["https://127.0.0.1"], Organization = "acme", Node = "web1", Key = At("agent.pem") };
        Check("agent.pem: others can write it", () => AgentSettings.From(config));
        File.SetUnixFileMode(At("agent.pem"), UnixFileMode.UserRead);
        Check(null, () => AgentSettings.From(config));
    }

    [Fact]
    public void A_file_or_a_link_of_another_account_is_refused()
    {
        if (!IsRoot)
            return;     // only root can give files away
        File.WriteAllText(At("whitelist.json"), "{}");
        File.CreateSymbolicLink(At("link.json"), At("whitelist.json"));
        Check(null, () => WhitelistFile.Read(At("link.json")));
        GiveToNobody(At("link.json"));
        Check("is a link that belongs to another account", () => WhitelistFile.Read(At("link.json")));
        GiveToNobody(At("whitelist.json"));
        Check("belongs to another account", () => WhitelistFile.Read(At("whitelist.json")));
    }

    [Fact]
    public void Nobody_else_can_take_the_lock_of_the_state_directory_also_one_that_an_older_agent_made()
    {
        Directory.CreateDirectory(At("state"));
        File.SetUnixFileMode(At("state"), Everybody);
        File.WriteAllText(At("state/lock"), "");
        using (StateDirectory.Open(At("state")))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("state/lock")));
            Assert.Equal((UnixFileMode)0b111_001_001, File.GetUnixFileMode(At("state")));
            foreach (var file in Directory.EnumerateFiles(At("state"), "*", SearchOption.AllDirectories))
                Assert.Equal(0, (int)File.GetUnixFileMode(file) & 0b111_111);
        }

        if (!IsRoot)
            return;
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        Assert.NotEqual(0, AsNobody($"flock -n {At("state/lock")} true"));
    }

    [Fact]
    public void A_state_directory_that_another_account_has_is_refused()
    {
        if (!IsRoot)
            return;
        Directory.CreateDirectory(At("state"));
        GiveToNobody(At("state"));
        Assert.Contains("belongs to another account", Assert.Throws<SettingsException>(() => StateDirectory.Open(At("state"))).Message);
    }

    [Fact]
    public void A_lock_that_is_a_link_is_not_followed_and_a_new_one_is_for_us_alone()
    {
        File.WriteAllText(At("precious"), "content");
        File.CreateSymbolicLink(At("lock"), At("precious"));
        Assert.Contains("is a link", JobLock.TryTake(At("lock")).Fault);
        File.CreateSymbolicLink(At("dangling"), At("made"));
        Assert.NotNull(JobLock.TryTake(At("dangling")).Fault);
        Assert.False(File.Exists(At("made")));
        using var held = JobLock.TryTake(At("new")).Held;
        Assert.NotNull(held);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("new")));
        Assert.Null(JobLock.TryTake(At("no/such/folder")).Fault);
    }

    [Fact]
    public void A_lock_of_another_account_is_a_no()
    {
        if (!IsRoot)
            return;
        File.WriteAllText(At("lock"), "");
        GiveToNobody(At("lock"));
        Assert.Contains("belongs to another account", JobLock.TryTake(At("lock")).Fault);
    }

    [Fact]
    public void Files_of_jobs_are_not_written_through_a_link_or_into_a_folder_of_another_account()
    {
        Directory.CreateDirectory(At("precious"));
        File.SetUnixFileMode(At("precious"), (UnixFileMode)0b111_000_000);
        var path = new JobFiles(At("files")).Write([1, 2, 3], null);
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(path));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        if (!IsRoot)
            return;
        File.CreateSymbolicLink(At("link"), At("precious"));
        GiveToNobody(At("link"));
        Assert.Contains("is a link that belongs to another account", Assert.Throws<IOException>(() => new JobFiles(At("link")).Write([1], null)).Message);
        Assert.Throws<IOException>(() => new JobFiles(At("link")).Clean(DateTimeOffset.MaxValue));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(At("precious")));
        Assert.Empty(Directory.GetFiles(At("precious")));
        GiveToNobody(At("files"));
        Assert.Contains("belongs to another account", Assert.Throws<IOException>(() => new JobFiles(At("files")).Write([1], null)).Message);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("00000000-0000-0000-0000-000000000000", false)]
    [InlineData("now", true)]
    public void A_note_of_a_supervisor_names_a_process_only_in_the_run_of_the_machine_it_is_from(string? boot, bool counts)
    {
        boot = boot == "now" ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : boot;
        File.WriteAllText(At("state.jsonl"), $$"""
            {"event":"started","job":"{{Some.Job(4)}}","at":"2030-01-01T12:00:00+00:00"}
            {"event":"supervised","job":"{{Some.Job(4)}}","pid":4711,"start_ticks":12345{{(boot is null ? "" : $",\"boot\":\"{boot}\"")}} }

            """);
        for (var n = 0; n < 2; n++)
        {
            using var disk = StateDirectory.Open(_folder);
            Assert.Equal(Some.Job(4), disk.Recovered.Hand.JobInHand?.Value);
            Assert.Equal(counts ? (4711, 12345L) : null, disk.LeftSupervisor);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private static void Check(string? words, Action act)
    {
        if (words is null)
            act();
        else
            Assert.Contains(words, Assert.Throws<SettingsException>(act).Message);
    }

    /// <summary>Without following a link.</summary>
    private static void GiveToNobody(string path) => Run("chown", "-h", "nobody", path);

    private static int AsNobody(string command) => Start("runuser", "-u", "nobody", "--", "sh", "-c", command);

    private static void Run(string program, params string[] arguments) => Assert.Equal(0, Start(program, arguments));

    private static int Start(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
