using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Gateway;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Storage;

public sealed class StorageTests
{
    [Fact]
    public async Task A_locked_database_is_503_and_recovers_by_itself()
    {
        await using var server = await TestServer.Start(sets: "pushy.storage.busy-timeout=1s");
        var token = SecretText.New("pushy_join_");
        await server.Made(server.Admin.AddJoinToken("acme", SecretText.HashOf(token), 1, TimeSpan.FromHours(1), default));
        var body = System.Text.Json.JsonSerializer.Serialize(new { token, node = "web1", public_key = TestKeys.MinePublic });

        await using (var locker = new SqliteConnection(server.Services.GetRequiredService<Database>().ConnectionString))
        {
            await locker.OpenAsync();
            await using var writing = locker.BeginTransaction(); // BEGIN IMMEDIATE: nobody else may write
            var refused = await SignedClient.Send(server.Address, "POST", "/organizations/acme/pushy/join", body);
            Assert.Equal((503, """{"error":["storage is unavailable, try again"]}""", "1"), (refused.Status, refused.Body, refused.Header("Retry-After")));
        }

        Assert.Equal(201, (await SignedClient.Send(server.Address, "POST", "/organizations/acme/pushy/join", body)).Status);
    }

    [Fact]
    public async Task Storage_that_somebody_else_found_unavailable_is_503_too()
    {
        await using var server = await TestServer.Start(routes => routes.Map(new Route(
            "GET", "/pushy/journal", Answer.JsonType, Permission.Public, _ => throw new StorageUnavailableException("journal"))));
        Assert.Equal(503, (await SignedClient.Send(server.Address, "GET", "/pushy/journal", null)).Status);
    }

    [Fact]
    public async Task SQLite_runs_in_WAL_mode_with_foreign_keys()
    {
        await using var server = await TestServer.Start();
        await using var connection = new SqliteConnection(server.Services.GetRequiredService<Database>().ConnectionString);
        await connection.OpenAsync();
        Assert.Equal("wal", await Scalar("PRAGMA journal_mode"));
        Assert.Equal(1L, await Scalar("PRAGMA foreign_keys"));
        var orphan = await Assert.ThrowsAsync<SqliteException>(() => Scalar("insert into groups (org_guid, name) values ('x', 'y')"));
        Assert.Equal(19, orphan.SqliteErrorCode);

        async Task<object?> Scalar(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            return await command.ExecuteScalarAsync();
        }
    }

    [Fact]
    public void Stored_times_are_microseconds_and_come_back()
    {
        var at = new DateTimeOffset(2014, 7, 10, 5, 17, 44, TimeSpan.Zero).AddTicks(9_959_580);
        Assert.Equal(1_404_969_464_995_958, at.ToStored());
        Assert.Equal(at, StoredTime.FromStored(at.ToStored()));
    }
}
