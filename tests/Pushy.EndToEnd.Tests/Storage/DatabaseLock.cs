using Microsoft.Data.Sqlite;

namespace Pushy.EndToEnd.Tests.Storage;

/// <summary>Holds a SQLite file so that nobody else can write it, until disposed of.</summary>
internal sealed class DatabaseLock : IAsyncDisposable
{
    private readonly SqliteConnection _connection;

    private DatabaseLock(SqliteConnection connection) => _connection = connection;

    public static async Task<DatabaseLock> TakeAsync(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync();
        return new DatabaseLock(connection);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
