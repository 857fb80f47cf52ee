using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Admin;

public sealed class AdminCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    private string Data => Path.Combine(_folder, "data");

    private string KeyFile => Path.Combine(_folder, "key.pem");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Init_makes_a_storage_for_this_account_only()
    {
        Expect(0, await Run("init"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(Data).UnixFileMode);
        foreach (var file in Directory.GetFiles(Data))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode);
        Expect(0, await Run("init"));
    }

    [Fact]
    public async Task Commands_at_the_same_time_on_a_new_storage_all_succeed()
    {
        var runs = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => Run("org", "create", $"org{i}")));
        Assert.All(runs, run => Assert.Equal((0, ""), (run.ExitCode, run.Output)));
    }

    [Fact]
    public async Task A_users_private_key_goes_to_its_file_and_nowhere_else()
    {
        Expect(0, await Run("org", "create", "acme"));
        var run = await Run("user", "create", "acme", "alice", "--admin", "--key-out", KeyFile);
        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(KeyFile).UnixFileMode);

        var pem = await File.ReadAllTextAsync(KeyFile);
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        Assert.Equal(2048, key.KeySize);
        Assert.True(await StoredAnywhere(key.ExportSubjectPublicKeyInfoPem()));
        Assert.False(await StoredAnywhere(pem.Split('\n')[5]));
        Assert.False(await StoredAnywhere("PRIVATE"));
    }

    [Fact]
    public async Task Without_a_file_the_private_key_is_all_of_standard_output()
    {
        Expect(0, await Run("org", "create", "acme"));
        var run = await Run("node", "create", "acme", "web1");
        using var key = RSA.Create();
        key.ImportFromPem(run.Output);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("-----END PRIVATE KEY-----\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_that_exists_is_not_overwritten_and_nobody_is_made()
    {
        Expect(0, await Run("org", "create", "acme"));
        await File.WriteAllTextAsync(KeyFile, "mine");
        Assert.Contains("not overwritten", Expect(1, await Run("user", "create", "acme", "alice", "--key-out", KeyFile)), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(KeyFile));
        File.Delete(KeyFile);
        Expect(0, await Run("user", "create", "acme", "alice", "--key-out", KeyFile));
    }

    [Fact]
    public async Task When_nobody_is_made_no_key_file_is_left()
    {
        Assert.Contains("no organization 'acme'", Expect(1, await Run("user", "create", "acme", "alice", "--key-out", KeyFile)), StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task A_key_file_that_cannot_be_written_is_told()
    {
        Expect(0, await Run("org", "create", "acme"));
        Assert.Contains("cannot be written", Expect(1, await Run("user", "create", "acme", "alice", "--key-out", "/nowhere/key.pem")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_taken_once()
    {
        foreach (var command in new[] { "org create acme", "user create acme alice", "node create acme web1", "client create acme ci", "group create acme g", "group add acme g alice" })
        {
            Expect(0, await Run(command.Split(' ')));
            Assert.Contains("already", Expect(1, await Run(command.Split(' '))), StringComparison.Ordinal);
        }

        Assert.Contains("already", Expect(1, await Run("client", "create", "acme", "web1")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("org", "create", "a/b")]
    [InlineData("org", "create", "")]
    [InlineData("org", "create", "_a")]
    [InlineData("user", "create", "acme", "a/b")]
    [InlineData("user", "create", "acme", "a\nb")]
    [InlineData("node", "create", "acme", "..")]
    [InlineData("group", "create", "acme", "a b")]
    public async Task A_name_that_is_not_allowed_is_refused_with_what_is(params string[] command)
    {
        var error = Expect(1, await Run(command));
        Assert.Contains("allowed are 1 to 255 letters", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n')); // no control character of the name comes through
    }

    [Fact]
    public async Task A_full_name_is_for_people_and_bounded()
    {
        Expect(0, await Run("org", "create", "acme", "--full-name", "Acme, Inc. (Ökö)"));
        Assert.Contains("1 to 255 characters", Expect(1, await Run("org", "create", "long", "--full-name", new string('n', 256))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_ten_thousand_characters_is_refused_and_not_repeated()
    {
        Expect(0, await Run("org", "create", "acme"));
        Assert.InRange(Expect(1, await Run("node", "create", "acme", new string('n', 10_000))).Length, 1, 300);
    }

    [Fact]
    public async Task Tokens_are_printed_once_and_alone()
    {
        Expect(0, await Run("org", "create", "acme"));
        Expect(0, await Run("user", "create", "acme", "alice"));
        var token = await Run("token", "create", "acme", "alice", "--expires", "90d", "--scope", "read");
        var join = await Run("join-token", "create", "acme", "--expires", "24h", "--uses", "5");
        Assert.Matches("^pushy_[A-Za-z0-9_-]{43}\n$", token.Output);
        Assert.Matches("^pushy_join_[A-Za-z0-9_-]{43}\n$", join.Output);
        Assert.False(await StoredAnywhere(token.Output.Trim()));
        Assert.False(await StoredAnywhere(join.Output.Trim()));

        Expect(0, await Run("token", "revoke", "acme", "alice"));
        Assert.Contains("no valid token", Expect(1, await Run("token", "revoke", "acme", "alice")), StringComparison.Ordinal);
        Assert.Contains("no user 'bob'", Expect(1, await Run("token", "create", "acme", "bob")), StringComparison.Ordinal);
        Assert.Contains("no organization 'x'", Expect(1, await Run("join-token", "create", "x")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token", "create", "acme", "alice", "--expires", "90")]
    [InlineData("token", "create", "acme", "alice", "--scope", "all")]
    [InlineData("join-token", "create", "acme", "--uses", "0")]
    [InlineData("join-token", "create", "acme", "--uses", "many")]
    [InlineData("group", "add", "acme", "g", "n", "--kind", "robot")]
    [InlineData("user", "create", "acme")]
    [InlineData("nonsense")]
    [InlineData()]
    [InlineData("run", "--set", "pushy.jobs.linger=1")]
    [InlineData("org", "create", "acme", "--config", "/nowhere.conf")]
    public async Task A_wrong_command_line_or_setting_ends_with_2(params string[] command)
    {
        var run = await Run(command);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.NotEqual("", run.Error);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_storage_that_cannot_be_used_ends_with_1()
    {
        await File.WriteAllTextAsync(Data, "a file where the folder should be");
        Expect(1, await Run("init"));
        File.Delete(Data);
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "pushy.db"), "this is no database, however long one looks at it");
        Assert.Contains("storage cannot be used", Expect(1, await Run("init")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "join-token")]
    [InlineData("--version", "0.1.0")]
    public async Task Help_and_version_are_printed(string option, string part)
    {
        var run = await ServerProcess.Command(option);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(part, run.Output, StringComparison.Ordinal);
    }

    private Task<CommandRun> Run(params string[] command) => CommandRun.Of(["--set", $"pushy.storage.path={Data}", .. command]);

    private static string Expect(int exitCode, CommandRun run)
    {
        Assert.True(exitCode == run.ExitCode, $"exit code {run.ExitCode}: {run.Error}");
        return run.Error;
    }

    private async Task<bool> StoredAnywhere(string text)
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Data))
        {
            if (Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Contains(text, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
