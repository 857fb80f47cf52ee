using System.Reflection;
using FluentMigrator;
using FluentMigrator.Runner;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pushy.Actors.Journal;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>Brings the database to this program's schema. Servers and admin commands may do so at the same time; one waits for the other.</summary>
public static class Schema
{
    /// <summary>
    /// The schema of the last release. Databases that it made are among the tests, and so is that later migrations only add, for its servers
    /// go on while the first of the next version starts: docs/decisions/0116.
    /// </summary>
    public const long Released = 50;

    /// <summary>The schema of this program.</summary>
    public static long Newest { get; } = typeof(Schema).Assembly.GetTypes().Max(type => type.GetCustomAttribute<MigrationAttribute>()?.Version ?? 0);

    /// <summary>Any number that no other program uses on the same PostgreSQL database: "pushy" in ASCII.</summary>
    private const long PostgresLock = 0x7075736879;

    /// <summary>Keeps others from starting, as long as the connection lives that executes it.</summary>
    internal static string PostgresLockStatement => $"select pg_advisory_lock({PostgresLock})";

    private const int SqliteBusy = 5;

    /// <summary>Of one statement: a large table may have to be copied.</summary>
    private static readonly TimeSpan MigrationPatience = TimeSpan.FromHours(1);

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);

    /// <exception cref="IOException">The folder cannot be made or written, or another process has held the lock for 30 s.</exception>
    /// <exception cref="SchemaTooNewException">A newer program has been here.</exception>
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
            await using var exclusive = new NpgsqlConnection(Patient(database.ConnectionString));
            await exclusive.OpenAsync(ct);
            await using var command = new NpgsqlCommand(PostgresLockStatement, exclusive);
            command.CommandTimeout = (int)LockPatience.TotalSeconds;
            await command.ExecuteNonQueryAsync(ct);
            await Run(database, ct);
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
                await Run(database, ct);
                await MakeSignedRequests(database, ct);
                return;
            }
            catch (Exception e) when (IsLocked(e) && !patience.IsCancellationRequested)
            {
                await Task.Delay(LockPoll, ct);
            }
        }
    }

    /// <summary>A table as migration 55 makes it, in a file of its own: docs/decisions/0183.</summary>
    private static async Task MakeSignedRequests(Database database, CancellationToken ct)
    {
        await using var data = new PushyData(database.SignedRequests);
        await data.ExecuteAsync("create table if not exists seen_requests (fingerprint char(32) not null primary key, ends_at integer not null)", ct);
        await data.ExecuteAsync("create index if not exists seen_requests_by_end on seen_requests (ends_at)", ct);
    }

    private static bool IsLocked(Exception e) => e is SqliteException { SqliteErrorCode: SqliteBusy } || (e.InnerException is { } inner && IsLocked(inner));

    private static async Task Run(Database database, CancellationToken ct)
    {
        using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner =>
            {
                if (database.Provider == StorageProvider.Sqlite)
                    runner.AddSQLite();
                else
                    runner.AddPostgres15_0();
                runner.WithGlobalConnectionString(database.Provider == StorageProvider.Sqlite ? database.ConnectionString : Patient(database.ConnectionString)).WithGlobalCommandTimeout(MigrationPatience)
                    .ScanIn(typeof(Schema).Assembly).For.Migrations();
            })
            .BuildServiceProvider(validateScopes: false);
        using var scope = services.CreateScope();
        var runner = scope.ServiceProvider.GetRequiredService<IMigrationRunner>();
        var known = runner.MigrationLoader.LoadMigrations().Keys;
        var applied = scope.ServiceProvider.GetRequiredService<IVersionLoader>().VersionInfo.AppliedMigrations();
        if (applied.Except(known).DefaultIfEmpty().Max() is > 0 and var unknown)
            throw new SchemaTooNewException(unknown, Newest);
        runner.MigrateUp();
        await JournalTables.Create(database.JournalOptions, ct);
    }

    /// <summary>A program that starts has more time to connect than a request.</summary>
    private static string Patient(string postgres) =>
        new NpgsqlConnectionStringBuilder(postgres) { Pooling = false, Timeout = (int)LockPatience.TotalSeconds }.ConnectionString;

    private static async Task<FileStream> LockFile(string path, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LockPatience);
        while (true)
        {
            try
            {
                return SqliteFile.OpenLock(path, FileShare.None);
            }
            catch (IOException) when (!patience.IsCancellationRequested && File.Exists(path))
            {
                await Task.Delay(LockPoll, ct);
            }
        }
    }
}
