using Microsoft.Data.Sqlite;
using Pushy.EndToEnd.Tests.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Clustering;

/// <summary>A host whose storage takes no writes answers every POST with 503, so it must not say that it is ready.</summary>
public sealed class StorageReadinessTests
{
    private const int DiskBytes = 16 * 1024 * 1024;

    [SkippableFact]
    public async Task A_host_whose_disk_is_full_is_not_ready_and_says_why_until_there_is_room()
    {
        var folder = Directory.CreateTempSubdirectory("pushy-ready-").FullName;
        using var disk = TinyDisk.Mount(folder, DiskBytes);
        Skip.If(disk is null, "a small disk cannot be mounted here: that takes root on Linux, with CAP_SYS_ADMIN");
        await using var server = await TestServer.Start(sets: [$"pushy.storage.path={disk.Folder}"]);
        Assert.Equal((200, """{"ready":true,"reasons":[]}"""), await Ready(server));

        disk.Fill();
        var (_, reasons) = await Eventually.See(() => Ready(server), ready => ready.Status == 503);
        Assert.Contains("full", reasons, StringComparison.Ordinal);

        disk.Free();
        await Eventually.See(() => Ready(server), ready => ready.Status == 200);
    }

    [Fact]
    public async Task A_host_whose_database_is_locked_is_not_ready_and_says_why_until_it_is_free()
    {
        await using var server = await TestServer.Start(sets: ["pushy.storage.busy-timeout=1s"]);
        await using var other = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "pushy.db")};Pooling=False");
        await other.OpenAsync();
        await Run(other, "begin immediate");

        var (_, reasons) = await Eventually.See(() => Ready(server), ready => ready.Status == 503 && ready.Body.Contains("locked", StringComparison.Ordinal));
        Assert.Equal("""{"ready":false,"reasons":["the database is locked by another program"]}""", reasons);

        await Run(other, "rollback");
        await Eventually.See(() => Ready(server), ready => ready.Status == 200);
    }

    private static async Task Run(SqliteConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<(int Status, string Body)> Ready(TestServer server)
    {
        var reply = await SignedClient.Send(server.Address, "GET", "/readyz", null);
        return (reply.Status, reply.Body);
    }
}
