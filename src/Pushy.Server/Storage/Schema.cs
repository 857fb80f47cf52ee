using FluentMigrator.Runner;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>Brings the database to this program's schema. Server and admin commands may do so at the same time; one waits for the other.</summary>
public static class Schema
{
    /// <summary>Any number that no other program uses on the same PostgreSQL database: "pushy" in ASCII.</summary>
    private const long PostgresLock = 0x7075736879;

    private const int SqliteBusy = 5;

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);

    /// <exception cref="IOException">The folder cannot be made or written, or another process has held the lock for 30 s.</exception>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached or used.</exception>
    public static async Task Migrate(StorageOptions options, Database database, CancellationToken ct)
    {
        if (options.Provider == StorageProvider.Sqlite)
        {
            await SqliteFile.Prepare(options.Path, ct);
            await using var exclusive = await LockFile(Path.Combine(options.Path, "pushy.lock"), ct);
            await RunSqlite(database, ct);
            using var used = new SqliteConnection(database.ConnectionString);
            SqliteConnection.ClearPool(used);   // no connection from before the schema is used again
        }
        else
        {
            // Not of the pool: a connection that goes back there keeps its lock until somebody happens to use it again.
            await using var exclusive = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
            await exclusive.OpenAsync(ct);
            await using var command = new NpgsqlCommand($"select pg_advisory_lock({PostgresLock})", exclusive);
            command.CommandTimeout = (int)LockPatience.TotalSeconds;
            await command.ExecuteNonQueryAsync(ct);
            Run(database);
        }
    }

    /// <summary>
    /// Longer than a statement waits: the lock is let go before the command that had it writes, and a process that has just started holds
    /// its first transaction for seconds on a busy machine, while its code is compiled.
    /// </summary>
    private static async Task RunSqlite(Database database, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LockPatience);
        while (true)
        {
            try
            {
                Run(database);
                return;
            }
            catch (Exception e) when (IsLocked(e) && !patience.IsCancellationRequested)
            {
                await Task.Delay(LockPoll, ct);
            }
        }
    }

    private static bool IsLocked(Exception e) => e is SqliteException { SqliteErrorCode: SqliteBusy } || (e.InnerException is { } inner && IsLocked(inner));

    private static void Run(Database database)
    {
        using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner =>
            {
                if (database.Provider == StorageProvider.Sqlite)
                    runner.AddSQLite();
                else
                    runner.AddPostgres15_0();
                runner.WithGlobalConnectionString(database.ConnectionString).ScanIn(typeof(Schema).Assembly).For.Migrations();
            })
            .BuildServiceProvider(validateScopes: false);
        using var scope = services.CreateScope();
        scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
    }

    private static async Task<FileStream> LockFile(string path, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LockPatience);
        while (true)
        {
            try
            {
                return SqliteFile.Open(path, FileShare.None);
            }
            catch (IOException) when (!patience.IsCancellationRequested && File.Exists(path))
            {
                await Task.Delay(LockPoll, ct);
            }
        }
    }
}
