using System.Globalization;
using LinqToDB;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>
/// The database that the settings name: how to reach it, and where Akka's journal is. With SQLite the journal has a file of its own, for
/// SQLite lets one connection write a file at a time, and the journal must not wait for lists; so have signed requests, for which jobs wait.
/// </summary>
public sealed class Database
{
    /// <summary>
    /// What a connection string may set anew, for what comes later counts. Seconds, but for Cancellation Timeout, which is milliseconds. A database
    /// that has gone silent must be given up before the request that waits for it is (pushy.jobs.ask-timeout); one connection that has died without
    /// a word is noticed within 15 s; and three servers leave room among the 100 connections that PostgreSQL allows by default.
    /// </summary>
    private const string PostgresDefaults =
        "Application Name=pushy-server;Timeout=5;Command Timeout=8;Cancellation Timeout=500;Tcp Keepalive=true;Tcp Keepalive Time=5;Tcp Keepalive Interval=1;Maximum Pool Size=30;";

    public Database(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        Provider = options.Provider;
        (ConnectionString, ProviderName) = options.Provider == StorageProvider.Sqlite
            ? (SqliteConnectionString(options, SqliteFile.PathIn(options.Path)), LinqToDB.ProviderName.SQLiteMS)
            : (PostgresDefaults + options.ConnectionString, LinqToDB.ProviderName.PostgreSQL15);
        Options = options.Provider == StorageProvider.Sqlite ? Sqlite(ConnectionString, options.BusyTimeout, "") : new DataOptions().UsePostgreSQL(ConnectionString);
        SignedRequests = options.Provider == StorageProvider.Sqlite
            ? Sqlite(SqliteConnectionString(options, SqliteFile.SignedRequestsIn(options.Path)), options.BusyTimeout, "; PRAGMA synchronous = NORMAL")
            : Options;
        JournalConnectionString = options.Provider == StorageProvider.Sqlite ? SqliteConnectionString(options, SqliteFile.JournalIn(options.Path)) : ConnectionString;
    }

    public StorageProvider Provider { get; }

    /// <summary>May have a password in it. Never to be logged.</summary>
    public string ConnectionString { get; }

    /// <summary>linq2db's name of the provider, which is also what Akka.Persistence.Sql wants.</summary>
    public string ProviderName { get; }

    /// <summary>The database as linq2db takes it.</summary>
    public DataOptions Options { get; }

    /// <summary>
    /// Where it stands which signed requests came. With SQLite a file of its own, which lives through the end of any process, but not through every loss of power.
    /// </summary>
    public DataOptions SignedRequests { get; }

    /// <summary>Where Akka's journal is. Never to be logged, either.</summary>
    public string JournalConnectionString { get; }

    /// <summary>The journal as linq2db takes it.</summary>
    public DataOptions JournalOptions => new DataOptions().UseConnectionString(ProviderName, JournalConnectionString);

    /// <summary>A connection of the caller's own, to be disposed of; it opens at its first statement.</summary>
    public PushyData Open() => new(Options);

    /// <summary>With SQLite's own wait for a lock, which looks every few milliseconds; the driver's looks every 150.</summary>
    private static DataOptions Sqlite(string connectionString, TimeSpan wait, string more)
    {
        var pragma = string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(int)wait.TotalMilliseconds}{more}");
        return new DataOptions().UseSQLite(connectionString, SQLiteProvider.Microsoft).UseAfterConnectionOpened(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = pragma;
            command.ExecuteNonQuery();
        });
    }

    private static string SqliteConnectionString(StorageOptions options, string file) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        ForeignKeys = true,
        DefaultTimeout = (int)options.BusyTimeout.TotalSeconds,
    }.ToString();
}
