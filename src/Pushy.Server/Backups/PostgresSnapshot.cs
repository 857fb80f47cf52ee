using LinqToDB;
using LinqToDB.Data;
using Npgsql;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Backups;

/// <summary>A dump of a PostgreSQL database as it was at one moment, while servers go on.</summary>
internal static class PostgresSnapshot
{
    /// <param name="database">What is dumped.</param>
    /// <param name="file">Where it goes; an empty file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The moment with the schema and counts of it; or why not.</returns>
    public static async Task<((DateTimeOffset MadeAt, SchemaState Schema, BackupContents Contents)? Made, AdminRefusal? Refused)> Dump(
        Database database, string file, TimeProvider time, CancellationToken ct)
    {
        var where = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = PostgresRestore.OwnName };
        await using var data = new DataConnection(new DataOptions().UseConnectionString(ProviderName.PostgreSQL15, where.ConnectionString));
        await using var transaction = await data.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var snapshot = await data.ExecuteAsync<string>("select pg_export_snapshot()", ct);   // pg_dump sees exactly what is counted here
        var moment = time.GetUtcNow();
        var schema = await SchemaState.Read(data, isSqlite: false, ct);
        if (schema.There == 0)
            return (null, new AdminRefusal("the database is empty: there is nothing to back up"));

        var tools = new PostgresTools(database.ConnectionString);
        var dumped = await tools.Run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", $"--snapshot={snapshot}", $"--file={file}"], ct);
        if (dumped.Error is { } problem)
            return (null, new AdminRefusal(problem));
        if ((await tools.Run("pg_restore", ["--list", file], ct)).Error is { } unreadable)
            return (null, new AdminRefusal($"the dump cannot be read back: {unreadable}"));
        var contents = await StorageContents.Count(await data.OpenDbConnectionAsync(ct), hasTables: true, ct);
        return ((moment, schema, contents), null);
    }
}
