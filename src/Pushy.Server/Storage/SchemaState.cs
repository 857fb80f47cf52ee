using System.Data.Common;
using System.Globalization;
using System.Reflection;
using FluentMigrator;
using LinqToDB.Data;

namespace Pushy.Server.Storage;

/// <summary>Which migrations a database has, read without changing anything.</summary>
/// <param name="There">The newest; 0: none, the database is empty.</param>
/// <param name="Pending">Those that this program knows and the database has not, oldest first.</param>
/// <param name="Unknown">Those that only a newer program knows.</param>
public sealed record SchemaState(long There, IReadOnlyList<long> Pending, IReadOnlyList<long> Unknown)
{
    private static readonly long[] Known =
        [.. typeof(Schema).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Version).OfType<long>().Order()];

    /// <summary>By a connection to the database.</summary>
    /// <exception cref="DbException">It cannot be read.</exception>
    public static async Task<SchemaState> Read(DataConnection data, bool isSqlite, CancellationToken ct)
    {
        var has = await data.ExecuteAsync<long>(
            isSqlite
                ? "select count(*) from sqlite_master where type = 'table' and name = 'VersionInfo'"
                : """select count(*) from pg_tables where tablename = 'VersionInfo' and schemaname = any (current_schemas(false))""",
            ct);
        var applied = has == 0 ? [] : await data.QueryToListAsync<long>("""select "Version" from "VersionInfo" order by "Version" """, ct);
        return new(applied.LastOrDefault(), [.. Known.Except(applied)], [.. applied.Except(Known)]);
    }

    /// <summary>For people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"schema {There}");
}
