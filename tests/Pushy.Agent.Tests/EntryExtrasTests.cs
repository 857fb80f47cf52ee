using System.Text;
using Pushy.Agent.Jobs;
using Pushy.Agent.Settings;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;
using Pushy.Domain.Permissions;

namespace Pushy.Agent.Tests;

/// <summary>What entries of a whitelist let a job bring beside its command.</summary>
public sealed class EntryExtrasTests
{
    [Theory]
    [InlineData("""{"go": "true"}""")]
    [InlineData("""{"go": {"command_line": "true", "unsafe": true}}""")]
    [InlineData("""{"go": {"command_line": "true", "env": [], "dir": false, "users": [], "file": false}}""")]
    [InlineData("""{"/(g.*)/": {"command_line": "\\1", "unsafe": true}}""")]
    [InlineData("""{"/(.*)/": "echo \\1"}""")]
    [InlineData("""{"/(.*)/": {"command_line": "echo \\1", "unsafe": true}}""")]
    [InlineData("""{"/(.*)/": {"argv": ["echo", "\\1"]}}""")]
    [InlineData("""{"/(.*)/": {"command_line": "\\1", "unsafe": true, "file": false}}""")]
    public void An_entry_that_says_nothing_allows_the_bare_command_only(string whitelist) => Assert.True(Find(whitelist, "go").IsNone);

    [Theory]
    [InlineData("""{"go": {"command_line": "true", "allow": "all"}}""")]
    [InlineData("""{"/(.*)/": {"command_line": "\\1", "unsafe": true}}""")]
    [InlineData("""{"/^(.*)$/": {"command_line": "\\1", "unsafe": true}}""")]
    [InlineData("""{"/.*/": {"command_line": "\\0", "unsafe": true}}""")]
    [InlineData("""{"/((?s).+)/": {"command_line": " \\1 ", "unsafe": true}}""")]
    [InlineData("""{"/(?s:.*)/": {"command_line": "\\0", "unsafe": true}}""")]
    [InlineData("""{"/\\A(?<all>[\\s\\S]*)\\z/": {"command_line": "\\1", "unsafe": true}}""")]
    [InlineData("""{"/(.+)/": {"argv": ["/bin/sh", "-c", "\\1"]}}""")]
    public void An_entry_that_is_told_to_or_hands_everything_to_a_shell_allows_all(string whitelist)
    {
        var extras = Find(whitelist, "go");
        Assert.True(extras is { Variables.IsAny: true, Directories.IsAny: true, Accounts.IsAny: true, File: true });
    }

    [Theory]
    [InlineData("\"env\": \"LANG\"", "env must be true, false or an array of texts")]
    [InlineData("\"env\": [\"*\"]", "'*' is not one")]
    [InlineData("\"env\": [\"A*B\"]", "'A*B' is not one")]
    [InlineData("\"dir\": [\"srv\"]", "'srv' is not one; a directory is an absolute path")]
    [InlineData("\"dir\": [\"/srv/../etc\"]", "'/srv/../etc' is not one")]
    [InlineData("\"users\": [\"w*\"]", "'w*' is not one")]
    [InlineData("\"users\": [\"a\"], \"user\": \"b\"", "user fixes the account, so users must be left out")]
    [InlineData("\"file\": 1", "file must be true or false")]
    [InlineData("\"allow\": \"everything\"", "allow must be \"all\"")]
    [InlineData("\"allow\": \"all\", \"env\": true", "has env in it already")]
    public void A_wrong_field_is_refused_with_what_is_allowed(string fields, string words) =>
        Assert.Contains(words, Assert.Throws<SettingsException>(() => Parse($$"""{"go": {"command_line": "true", {{fields}} } }""")).Message);

    [Fact]
    public async Task A_job_that_brings_what_its_entry_does_not_list_is_refused_and_told_what()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure("""{"backup": "tar cf /dev/null /etc/hostname", "deploy": {"command_line": "true", "env": ["LANG", "APP_*"], "dir": ["/usr/bin"], "users": ["nobody"]}}""");
        var (_, link) = await bench.ConnectedAsync();
        var backup = new ServerMessage.Commit(Some.Job(1), "backup");
        var deploy = new ServerMessage.Commit(Some.Job(1), "deploy");
        await Refused(backup with { Env = Variable("TAR_OPTIONS") }, "bad_environment", "env: \"TAR_OPTIONS\" is not one that the whitelist's entry \"backup\" lets a job set");
        await Refused(backup with { Dir = "/tmp" }, "not_whitelisted", "dir: \"/tmp\" is not one that the whitelist's entry \"backup\"");
        await Refused(backup with { User = "nobody" }, "cannot_switch_user", "user: \"nobody\" is not one");
        await Refused(backup with { File = "raw:x" }, "bad_file", "file: the whitelist's entry \"backup\" does not let a job bring one");
        await Refused(deploy with { Env = Variable("PYTHONWARNINGS") }, "bad_environment", "\"PYTHONWARNINGS\" is not one");
        await Refused(deploy with { Env = Variable("APP") }, "bad_environment", "\"APP\" is not one");
        await Refused(deploy with { Dir = "/usr" }, "not_whitelisted", "dir: \"/usr\" is not one");
        await Refused(deploy with { User = "root" }, "cannot_switch_user", "user: \"root\" is not one");
        await Refused(deploy with { File = "raw:x" }, "bad_file", "does not let a job bring one");
        await link.RunAsync<AgentMessage.Succeeded>(deploy with { JobId = Some.Job(2), Env = Variable("APP_COLOR"), Dir = "/usr/bin" });
        await link.RunAsync<AgentMessage.Succeeded>(backup with { JobId = Some.Job(3) });

        async Task Refused(ServerMessage.Commit commit, string reason, string words)
        {
            await link.SendAsync(commit);
            var nack = await link.ExpectAsync<AgentMessage.NackCommit>();
            Assert.Equal(reason, nack.Reason);
            Assert.Contains(words, nack.Detail);
            Assert.DoesNotContain("secret value", nack.Detail);
        }
    }

    [Fact]
    public void A_directory_counts_by_where_it_really_is()
    {
        var folder = Directory.CreateTempSubdirectory("pushy-dir-test-").FullName;
        try
        {
            foreach (var name in (string[])["app/deep", "other"])
                Directory.CreateDirectory(Path.Combine(folder, name));
            Directory.CreateSymbolicLink(Path.Combine(folder, "app", "out"), Path.Combine(folder, "other"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "named"), Path.Combine(folder, "app"));
            Assert.True(In($"{folder}/app/*", $"{folder}/app/deep"));
            Assert.True(In($"{folder}/app/*", $"{folder}/named/../named/deep"));
            Assert.True(In($"{folder}/named/*", $"{folder}/app/deep"));       // whoever wrote the list chose the link
            Assert.True(In($"{folder}/named", $"{folder}/app"));
            Assert.False(In($"{folder}/app/*", $"{folder}/app/../other"));
            Assert.False(In($"{folder}/app/*", $"{folder}/app/out"));
            Assert.False(In($"{folder}/app/*", $"{folder}/app"));
            Assert.False(In($"{folder}/app", $"{folder}/app/deep"));
            Assert.Null(JobDirectory.Resolve($"{folder}/none"));
            Assert.Null(JobDirectory.Resolve("app"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static bool In(string allowed, string asked) =>
            ExtraList.TryParse(ExtraKind.Directory, [allowed], out var list, out _) && JobDirectory.IsIn(list, JobDirectory.Resolve(asked)!);
    }

    [Fact]
    public async Task A_directory_that_became_a_link_after_the_vote_is_not_entered()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure($$"""{"go": {"command_line": "pwd", "dir": ["{{bench.Folder}}/app/*"]} }""");
        var (_, link) = await bench.ConnectedAsync();
        var dir = Directory.CreateDirectory(bench.At("app/one")).FullName;
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "go") { Dir = dir, Capture = true });
        await link.ExpectAsync<AgentMessage.AckCommit>();
        Directory.Delete(dir);
        Directory.CreateSymbolicLink(dir, "/root");
        await link.SendAsync(new ServerMessage.Run(Some.Job(1)));
        Assert.DoesNotContain("/root", (await link.ExpectAsync<AgentMessage.Failed>()).Stdout ?? "");
    }

    private static Dictionary<string, string> Variable(string name) => new() { [name] = "secret value" };

    private static AllowedExtras Find(string whitelist, string command) => Parse(whitelist).Find(command)!.Extras;

    private static Whitelist Parse(string json) => WhitelistFile.Parse(Encoding.UTF8.GetBytes(json), "whitelist.json");
}
