using System.Security.Cryptography;
using LinqToDB.Data;
using Pushy.Server.Backups;
using Pushy.Server.Tests.Storage;

namespace Pushy.Server.Tests.Backups;

/// <summary>What only a dump has to be careful about.</summary>
public sealed class PostgresBackupTests() : BackupTests(new PostgresStorage())
{
    protected override string DataFile => "pushy.dump";

    [SkippableFact]
    public async Task A_restore_that_fails_in_the_middle_changes_nothing()
    {
        await Done("backup", Copy);
        await Done("org", "create", "later");
        var dump = Path.Combine(Copy, DataFile);
        var bytes = await File.ReadAllBytesAsync(dump);
        await File.WriteAllBytesAsync(dump, bytes[..^10]);
        var manifest = await Manifest();
        var file = manifest["files"]![0]!;
        file["bytes"] = new FileInfo(dump).Length;
        file["sha256"] = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(dump)));
        await File.WriteAllTextAsync(Path.Combine(Copy, "manifest.json"), manifest.ToJsonString());

        Assert.Contains("nothing was changed: pg_restore ended with", await Refused("restore", Copy, "--force"), StringComparison.Ordinal);
        Assert.Equal("acme\nlater\n", (await Run("org", "list")).Output);
    }

    [SkippableFact]
    public async Task Tables_that_the_backup_has_not_are_not_left_beside_it()
    {
        await Done("backup", Copy);
        await using (var data = Storage.Database.Open())
            await data.ExecuteAsync("create table foreign_thing (n int)");

        Assert.Contains("tables that the backup has not (foreign_thing)", await Refused("restore", Copy, "--force"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_host_of_a_cluster_that_was_there_a_moment_ago_keeps_a_restore_out()
    {
        await Done("backup", Copy);
        await using (var data = Storage.Database.Open())
        {
            await data.ExecuteAsync(
                "insert into cluster_hosts (address, incarnation, version, started_at, seen_at) select '10.0.0.7:10004', repeat('0', 32), '1', t, t from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as t) as now");
        }

        Assert.Contains("host 10.0.0.7:10004 was there a moment ago", await Refused("restore", Copy, "--force"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_password_goes_by_the_environment_alone()
    {
        var tools = new PostgresTools("Host=db1,db2;Port=5433;Database=pushy;Username=u;Password=secret;SSL Mode=VerifyFull;Search Path=mine");
        var environment = tools.Environment().ToDictionary();

        Assert.Equal("secret", environment["PGPASSWORD"]);
        Assert.Equal("db1,db2", environment["PGHOST"]);
        Assert.Equal("5433", environment["PGPORT"]);
        Assert.Equal("verify-full", environment["PGSSLMODE"]);
        Assert.Equal("-c search_path=mine", environment["PGOPTIONS"]);
    }

    [Fact]
    public void Tables_are_found_in_the_list_of_a_dump() => Assert.Equal(["VersionInfo", "journal"], PostgresRestore.Tables(
        """
        ;
        ; Archive created at 2026-11-28
        215; 1259 16386 TABLE public VersionInfo postgres
        216; 1259 16390 TABLE public journal postgres
        3400; 0 16386 TABLE DATA public VersionInfo postgres
        3401; 2606 16400 CONSTRAINT public journal PK_journal postgres
        """));
}
