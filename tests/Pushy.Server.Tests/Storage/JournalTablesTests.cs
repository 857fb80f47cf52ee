using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using LinqToDB.Data;
using Pushy.Actors.Journal;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Storage;

/// <summary>Our tables of the journal are those that Akka.Persistence.Sql would make, so an upgrade of the library that wants others is seen.</summary>
public abstract class JournalTablesTests(TestStorage ours, TestStorage theirs) : IAsyncLifetime
{
    private const string OfSqlite =
        """
        select lower(m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk) from sqlite_master m, pragma_table_info(m.name) c
        where m.name in ('journal', 'tags', 'snapshot')
        union all
        select lower(tbl_name || '.' || coalesce(sql, name)) from sqlite_master where type = 'index' and tbl_name in ('journal', 'tags', 'snapshot')
        order by 1
        """;

    private const string OfPostgres =
        """
        select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || is_identity from information_schema.columns
        where table_name in ('journal', 'tags', 'snapshot')
        union all
        select indexdef from pg_indexes where tablename in ('journal', 'tags', 'snapshot')
        order by 1
        """;

    public async Task InitializeAsync()
    {
        await ours.InitializeAsync();
        await theirs.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await ours.DisposeAsync();
        await theirs.DisposeAsync();
    }

    [SkippableFact]
    public async Task Ours_are_theirs()
    {
        await JournalTables.Create(ours.Database.JournalOptions, default);
        var made = await Tables(ours);
        var (database, root) = (theirs.Database, "akka.persistence");
        using var system = ActorSystem.Create("theirs", ConfigurationFactory.ParseString(
            $$"""
            akka.stdout-loglevel = off
            akka.loglevel = off
            {{root}}.journal { plugin = "{{root}}.journal.sql", sql { auto-initialize = on, connection-string = "{{database.JournalConnectionString}}", provider-name = "{{database.ProviderName}}" } }
            {{root}}.snapshot-store { plugin = "{{root}}.snapshot-store.sql", sql { auto-initialize = on, connection-string = "{{database.JournalConnectionString}}", provider-name = "{{database.ProviderName}}" } }
            """).WithFallback(SqlPersistence.DefaultConfiguration));
        Persistence.Instance.Apply(system).JournalFor(null);
        Persistence.Instance.Apply(system).SnapshotStoreFor(null);

        var wanted = await Eventually.See(() => Tables(theirs), tables => tables.Count >= made.Count);
        await system.Terminate();
        Assert.Equal(wanted, await Tables(ours));
    }

    private static async Task<List<string>> Tables(TestStorage storage)
    {
        await using var db = new DataConnection(storage.Database.JournalOptions);
        var rows = await db.QueryToListAsync<string>(storage.Options.Provider == StorageProvider.Sqlite ? OfSqlite : OfPostgres);
        return [.. rows.Select(row => row.Replace("index if not exists", "index", StringComparison.Ordinal))];
    }
}

public sealed class SqliteJournalTablesTests() : JournalTablesTests(new SqliteStorage(), new SqliteStorage());

public sealed class PostgresJournalTablesTests() : JournalTablesTests(new PostgresStorage(), new PostgresStorage());
