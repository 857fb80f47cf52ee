using LinqToDB;
using LinqToDB.Data;
using Npgsql;
using Pushy.Server.Clustering;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Backups;

/// <summary>Puts a dump into a database in one transaction: it is there as a whole, or what was there before still is.</summary>
internal static class PostgresRestore
{
    /// <summary>Application name of our own connections, by which they are told from servers'.</summary>
    public const string OwnName = "pushy restore or backup";

    private const int Asks = 10;

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(200);

    private const string Stop = "stop it first, and all other hosts";

    public static async Task<AdminRefusal?> Put(Database database, string dump, bool force, TimeProvider time, CancellationToken ct)
    {
        var where = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var own = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = OwnName, CommandTimeout = 0 };
        await using var data = new DataConnection(new DataOptions().UseConnectionString(ProviderName.PostgreSQL15, own.ConnectionString));
        await data.ExecuteAsync(Schema.PostgresLockStatement, ct);   // who starts now waits
        if (await Users(data, where.ApplicationName ?? "", ct) is { } busy)
            return new AdminRefusal($"{busy} uses the database; {Stop}");

        var there = await data.QueryToListAsync<string>("select tablename from pg_tables where schemaname = any (current_schemas(false)) order by tablename", ct);
        if (there.Count > 0)
        {
            var schema = await SchemaState.Read(data, isSqlite: false, ct);
            if (await Live(database, time, schema, ct) is { } host)
                return new AdminRefusal($"host {host} was there a moment ago; {Stop}, and try again in {ClusterRegister.StaleAfter.TotalSeconds:0} s");
            var contents = await StorageContents.Count(await data.OpenDbConnectionAsync(ct), schema.There > 0, ct);
            if (!force && (contents.IsWorthKeeping() || schema.There == 0))
                return new AdminRefusal($"the database is not empty ({(schema.There == 0 ? $"{there.Count} tables of another program" : contents)}); restore into a new one, or replace what is there with --force");
        }

        var tools = new PostgresTools(database.ConnectionString);
        var listed = await tools.Run("pg_restore", ["--list", dump], ct);
        if (listed.Error is { } unreadable)
            return new AdminRefusal(unreadable);
        var foreign = there.Except(Tables(listed.Output)).ToList();
        if (foreign.Count > 0)
            return new AdminRefusal($"the database has tables that the backup has not ({string.Join(", ", foreign)}) and that must not stay beside it; make a new database, and name that in pushy.storage.connection-string");

        var restored = await tools.Run("pg_restore", ["--single-transaction", "--no-owner", "--no-privileges", "--clean", "--if-exists", $"--dbname={Quoted(own)}", dump], ct);
        return restored.Error is { } problem ? new AdminRefusal($"nothing was changed: {problem}") : null;
    }

    /// <summary>Counts of what is there now.</summary>
    public static async Task<BackupContents> Count(Database database, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = OwnName }.ConnectionString);
        await connection.OpenAsync(ct);
        return await StorageContents.Count(connection, hasTables: true, ct);
    }

    /// <summary>Tables in what <c>pg_restore --list</c> writes: <c>215; 1259 16386 TABLE public journal owner</c>.</summary>
    internal static IEnumerable<string> Tables(string list) => list.Split('\n')
        .Select(line => line.Split(' '))
        .Where(words => words is [_, _, _, "TABLE", not "DATA", _, ..])
        .Select(words => words[5]);

    /// <summary>PostgreSQL sees the end of a server some moments after it.</summary>
    private static async Task<string?> Users(DataConnection data, string serverName, CancellationToken ct)
    {
        for (var asked = 1; ; asked++)
        {
            var count = await data.ExecuteAsync<int>(
                "select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and (application_name like 'pushy-server%' or application_name = @name)",
                ct, DataParameter.VarChar("name", serverName));
            if (count == 0)
                return null;
            if (asked == Asks)
                return $"a server or a command of pushy-server ({count} connections)";
            await Task.Delay(AskEvery, ct);
        }
    }

    /// <summary>A host of a cluster that lost its connections for a moment still counts.</summary>
    private static async Task<string?> Live(Database database, TimeProvider time, SchemaState schema, CancellationToken ct)
    {
        const int HasRegister = 80;
        if (schema.There < HasRegister)
            return null;
        var (hosts, now) = await new ClusterRegister(database, time).Read(ct);
        return hosts.FirstOrDefault(host => StoredTime.FromStored(host.SeenAt) > now - ClusterRegister.StaleAfter)?.Address;
    }

    /// <summary>A database's name as libpq takes it; nothing else of the connection is on the command line.</summary>
    private static string Quoted(NpgsqlConnectionStringBuilder where) =>
        $"dbname='{(where.Database ?? where.Username ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
