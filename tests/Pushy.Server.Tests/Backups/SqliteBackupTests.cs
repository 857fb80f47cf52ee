using Microsoft.Data.Sqlite;
using Pushy.Server.Backups;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Storage;

namespace Pushy.Server.Tests.Backups;

/// <summary>What only two files have to be careful about.</summary>
public sealed class SqliteBackupTests() : BackupTests(new SqliteStorage())
{
    protected override string DataFile => "journal.db";

    /// <summary>As the server does: the journal first, then what follows from it.</summary>
    [Fact]
    public async Task Under_writes_the_list_never_has_what_the_journal_has_not()
    {
        await Execute(SqliteFile.PathIn(Storage.Folder), "create table told (n integer)");
        await Execute(SqliteFile.JournalIn(Storage.Folder), "create table written (n integer)");
        using var end = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var writing = Task.Run(async () =>
        {
            await using var list = await Open(SqliteFile.PathIn(Storage.Folder));
            await using var journal = await Open(SqliteFile.JournalIn(Storage.Folder));
            for (var n = 1; !end.IsCancellationRequested; n++)
            {
                await Run(journal, $"insert into written values ({n})");
                await Run(list, $"insert into told values ({n})");
                begun.TrySetResult();
            }
        });
        await begun.Task;

        for (var round = 1; round <= 20; round++)
        {
            var (main, journal) = (Path.Combine(Storage.Folder, $"main{round}"), Path.Combine(Storage.Folder, $"journal{round}"));
            await SqliteSnapshot.Copy(Storage.Options, main, journal, TimeProvider.System, default);
            var (told, written) = (await Count(main, "told"), await Count(journal, "written"));
            Assert.True(told > 0 && written - told is 0 or 1, $"{told} told, {written} written");
        }

        await end.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task What_was_there_before_is_kept_aside()
    {
        await Done("backup", Copy);
        await Done("org", "create", "later");

        var said = await Done("restore", Copy, "--force");

        var kept = Assert.Single(Directory.GetDirectories(Storage.Folder, "before-restore-*"));
        Assert.Contains($"what was there before is in {kept}", said, StringComparison.Ordinal);
        Assert.Equal(2, await Count(Path.Combine(kept, "pushy.db"), "organizations"));
    }

    [Fact]
    public async Task A_restore_into_a_new_folder_needs_no_force()
    {
        await Done("backup", Copy);
        var elsewhere = Path.Combine(Storage.Folder, "elsewhere");

        var run = await Hosting.CommandRun.Of("restore", Copy, "--set", $"pushy.storage.path={elsewhere}");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(1, await Count(Path.Combine(elsewhere, "pushy.db"), "organizations"));
    }

    [Fact]
    public async Task A_restore_that_was_cut_short_keeps_everybody_out_until_it_is_made_again()
    {
        await Done("backup", Copy);
        await File.WriteAllTextAsync(StorageUse.MarkOf(Storage.Folder), "");

        Assert.Contains("was cut short", await Refused("org", "list"), StringComparison.Ordinal);
        await Done("restore", Copy);
        Assert.Equal("acme\n", (await Run("org", "list")).Output);
    }

    [Fact]
    public async Task While_a_restore_goes_on_nobody_else_begins()
    {
        using (StorageUse.TryTakeAlone(Storage.Folder))
            Assert.Contains("is being restored", await Refused("org", "list"), StringComparison.Ordinal);
        await Done("org", "list");
    }

    [Fact]
    public async Task Without_a_storage_there_is_nothing_to_back_up()
    {
        var missing = Path.Combine(Storage.Folder, "missing");
        var run = await Hosting.CommandRun.Of("backup", Copy, "--set", $"pushy.storage.path={missing}");

        Assert.Contains("there is no storage in", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing) || Directory.Exists(Copy));
    }

    private static async Task<SqliteConnection> Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    private static async Task Execute(string file, string sql)
    {
        await using var connection = await Open(file);
        await Run(connection, sql);
    }

    private static async Task Run(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> Count(string file, string table)
    {
        await using var connection = await Open(file);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from {table}";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
