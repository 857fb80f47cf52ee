using LinqToDB;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>The database that the settings name: how to reach it, and for Akka's journal where it is.</summary>
public sealed class Database
{
    private readonly DataOptions _options;

    public Database(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        Provider = options.Provider;
        (ConnectionString, ProviderName) = options.Provider == StorageProvider.Sqlite
            ? (SqliteConnectionString(options), LinqToDB.ProviderName.SQLiteMS)
            : (PostgresConnectionString(options), LinqToDB.ProviderName.PostgreSQL15);
        _options = options.Provider == StorageProvider.Sqlite
            ? new DataOptions().UseSQLite(ConnectionString, SQLiteProvider.Microsoft)
            : new DataOptions().UsePostgreSQL(ConnectionString);
    }

    public StorageProvider Provider { get; }

    /// <summary>May have a password in it. Never to be logged.</summary>
    public string ConnectionString { get; }

    /// <summary>linq2db's name of the provider, which is also what Akka.Persistence.Sql wants.</summary>
    public string ProviderName { get; }

    /// <summary>A connection of the caller's own, to be disposed of; it opens at its first statement.</summary>
    public PushyData Open() => new(_options);

    private static string SqliteConnectionString(StorageOptions options) => new SqliteConnectionStringBuilder
    {
        DataSource = SqliteFile.PathIn(options.Path),
        ForeignKeys = true,
        DefaultTimeout = Seconds(options.BusyTimeout),
    }.ToString();

    private static string PostgresConnectionString(StorageOptions options) => new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString)
    {
        CommandTimeout = Seconds(options.BusyTimeout),
    }.ToString();

    /// <summary>Both drivers count whole seconds, and 0 would mean to wait for ever.</summary>
    private static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
}
