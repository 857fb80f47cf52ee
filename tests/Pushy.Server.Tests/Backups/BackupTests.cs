using System.Text.Json.Nodes;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;

namespace Pushy.Server.Tests.Backups;

/// <summary><c>backup</c> and <c>restore</c>, alike on both databases.</summary>
public abstract class BackupTests(TestStorage storage) : IAsyncLifetime
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    protected TestStorage Storage => storage;

    private IEnumerable<string> Sets => storage.Sets.SelectMany(set => new[] { "--set", set });

    protected string Copy => Path.Combine(storage.Folder, "copies", "one");

    /// <summary>What holds the data in a backup.</summary>
    protected abstract string DataFile { get; }

    public async Task InitializeAsync()
    {
        await storage.InitializeAsync();
        await Done("org", "create", "acme");
    }

    public Task DisposeAsync() => storage.DisposeAsync();

    [SkippableFact]
    public async Task What_was_backed_up_is_restored_and_what_came_later_is_gone()
    {
        await Done("user", "create", "acme", "alice", "--key-out", Path.Combine(storage.Folder, "alice.pem"));
        Assert.Contains("1 organizations, 1 users, 0 nodes, 0 jobs", await Done("backup", Copy), StringComparison.Ordinal);
        await Done("org", "create", "later");

        Assert.Contains("restored 1 organizations, 1 users", await Done("restore", Copy, "--force"), StringComparison.Ordinal);

        Assert.Equal("acme\n", (await Run("org", "list")).Output);
        Assert.Equal("alice\n", (await Run("user", "list", "acme")).Output);
        await Done("org", "create", "later");   // it can be written
    }

    [SkippableFact]
    public async Task A_backup_is_for_its_owner_only_and_says_what_it_is()
    {
        await Done("backup", Copy);

        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, new DirectoryInfo(Copy).UnixFileMode);
        Assert.All(Directory.GetFiles(Copy, "*", SearchOption.AllDirectories), file => Assert.Equal(OwnerOnly, new FileInfo(file).UnixFileMode));
        var manifest = await Manifest();
        Assert.Equal(Schema.Newest, manifest["schema"]!.GetValue<long>());
        Assert.Equal(1, manifest["format"]!.GetValue<int>());
        Assert.Equal(Path.GetDirectoryName(Copy), Path.GetDirectoryName(Directory.GetDirectories(Path.GetDirectoryName(Copy)!).Single()));   // nothing unfinished is left
    }

    [SkippableFact]
    public async Task A_folder_with_something_in_it_is_not_written_into()
    {
        Directory.CreateDirectory(Copy);
        await File.WriteAllTextAsync(Path.Combine(Copy, "mine"), "mine");

        Assert.Contains("exists already and is not overwritten", await Refused("backup", Copy), StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(Copy));
    }

    [SkippableFact]
    public async Task A_storage_with_something_in_it_is_replaced_with_force_only()
    {
        await Done("backup", Copy);
        await Done("org", "create", "later");

        Assert.Contains("is not empty (2 organizations", await Refused("restore", Copy), StringComparison.Ordinal);
        Assert.Equal("acme\nlater\n", (await Run("org", "list")).Output);
    }

    [SkippableFact]
    public async Task A_damaged_backup_is_refused_and_nothing_is_changed()
    {
        await Done("backup", Copy);
        await Done("org", "create", "later");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Copy, DataFile));
        bytes[^100] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(Copy, DataFile), bytes);

        Assert.Contains("the backup is damaged", await Refused("restore", Copy, "--force"), StringComparison.Ordinal);
        File.Delete(Path.Combine(Copy, DataFile));
        Assert.Contains("is missing", await Refused("restore", Copy, "--force"), StringComparison.Ordinal);
        Assert.Equal("acme\nlater\n", (await Run("org", "list")).Output);
    }

    [SkippableFact]
    public async Task A_backup_of_a_newer_schema_is_refused()
    {
        await Done("backup", Copy);
        var manifest = await Manifest();
        manifest["schema"] = 999_999;
        await File.WriteAllTextAsync(Path.Combine(Copy, "manifest.json"), manifest.ToJsonString());

        Assert.Contains("has schema 999999, which this pushy-server", await Refused("restore", Copy, "--force"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task While_a_server_runs_backups_are_made_and_restores_refused()
    {
        await using var server = await TestServer.Host(null, Storage.Sets);
        await Done("backup", Copy);
        await using (var data = Storage.Database.Open())
            await data.ExecuteAsync("select 1");   // as a server does that looks for unfinished jobs twice a minute

        var run = await CommandRun.Of(["restore", Copy, "--force", .. Sets]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("stop it first", run.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_backup_does_not_bring_the_schema_up_to_date()
    {
        await using (var data = storage.Database.Open())
            await data.ExecuteAsync($"""delete from "VersionInfo" where "Version" = {Schema.Newest}""");
        await Done("backup", Copy);

        Assert.True((await Manifest())["schema"]!.GetValue<long>() < Schema.Newest);
        Assert.Contains($"the next start of this version brings it to {Schema.Newest}", await Done("restore", Copy, "--force"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_configuration_is_in_the_backup_and_restore_says_where()
    {
        var config = Path.Combine(storage.Folder, "own.conf");
        await File.WriteAllTextAsync(config, "pushy.log.level = warning\n");
        await Done("backup", Copy, "--config", config);

        var kept = Path.Combine(Copy, "host", "1-own.conf");
        Assert.Equal("pushy.log.level = warning\n", await File.ReadAllTextAsync(kept));
        Assert.Contains($"not put into place: {kept}, which was {config}", await Done("restore", Copy, "--force"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_folder_that_is_no_backup_is_told()
    {
        Assert.Contains("is no backup: there is no manifest.json", await Refused("restore", storage.Folder), StringComparison.Ordinal);
    }

    protected async Task<JsonObject> Manifest() => JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Copy, "manifest.json")))!.AsObject();

    protected Task<CommandRun> Run(params string[] words)
    {
        SqliteConnection.ClearAllPools();   // each command is a process of its own in truth
        NpgsqlConnection.ClearAllPools();
        return CommandRun.Of([.. words, .. Sets]);
    }

    protected async Task<string> Done(params string[] words)
    {
        var run = await Run(words);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Error;
    }

    protected async Task<string> Refused(params string[] words)
    {
        var run = await Run(words);
        Assert.True(run.ExitCode == 1, $"{run.ExitCode} {run.Output} {run.Error}");
        return run.Error;
    }
}
