using LinqToDB.Data;
using Npgsql;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>Whether the journal takes writes, asked past the actors: what they are told of it when it does not may be nothing at all.</summary>
public sealed class JournalProbe(Database database, TimeProvider clock)
{
    /// <summary>A write that changes nothing: locks and full disks show only when there is something to commit.</summary>
    internal const string SqliteWrite = "PRAGMA user_version = 0";

    /// <summary>A server that follows another one answers, but takes no writes.</summary>
    private const string PostgresLook = "select not pg_is_in_recovery()";

    /// <summary>How long an answer counts, so that asking costs the same under any load.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a look may take as a whole. The driver takes several times its own timeouts to give up a connection that has gone silent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly string _postgres = database.Provider == StorageProvider.PostgreSql ? Impatient(database.JournalConnectionString) : "";
    private Task<bool> _last = Task.FromResult(true);
    private long? _lastAt;

    /// <summary>Whether it takes a write now. With SQLite asked only when something is wrong already, for it waits for a lock.</summary>
    public async Task<bool> IsWritable()
    {
        try
        {
            return database.Provider == StorageProvider.Sqlite ? await WriteNothing() : await Look().WaitAsync(Patience, clock);
        }
        catch (Exception e) when (e is TimeoutException || StorageFaults.IsUnavailable(e))
        {
            return false;
        }
    }

    /// <summary>To be asked before anything is begun that needs the database: one that is elsewhere may be lost, a file is not.</summary>
    /// <exception cref="StorageUnavailableException">It does not answer: known at once when it refuses connections, after 3 s when it is silent.</exception>
    public async Task Demand(CancellationToken ct)
    {
        if (database.Provider == StorageProvider.PostgreSql && !await Recent().WaitAsync(ct))
            throw new StorageUnavailableException("the database does not answer");
    }

    private Task<bool> Recent()
    {
        lock (_lock)
        {
            if (_lastAt is { } at && (!_last.IsCompleted || clock.GetElapsedTime(at) < FreshFor))
                return _last;
            _lastAt = clock.GetTimestamp();
            return _last = IsWritable();
        }
    }

    private async Task<bool> WriteNothing()
    {
        await using var connection = new DataConnection(database.JournalOptions);
        await connection.ExecuteAsync(SqliteWrite);
        return true;
    }

    private async Task<bool> Look()
    {
        await using (var connection = new NpgsqlConnection(_postgres))
        {
            try
            {
                return await Ask(connection);
            }
            catch (NpgsqlException)
            {
                NpgsqlConnection.ClearPool(connection);   // it may have died with a database that is well again by now
            }
        }

        await using var another = new NpgsqlConnection(_postgres);
        return await Ask(another);
    }

    private static async Task<bool> Ask(NpgsqlConnection connection)
    {
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(PostgresLook, connection);
        return await command.ExecuteScalarAsync() is true;
    }

    /// <summary>A pool of its own: that all other connections are in use is no reason to say that the database is gone.</summary>
    private static string Impatient(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "pushy-server probe",
        MinPoolSize = 0,
        MaxPoolSize = 2,
        Timeout = 3,
        CommandTimeout = 3,
        CancellationTimeout = -1,
    }.ConnectionString;
}
