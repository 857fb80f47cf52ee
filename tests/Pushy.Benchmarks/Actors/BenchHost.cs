using Akka.Configuration;
using Akka.Hosting;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pushy.Actors;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;

namespace Pushy.Benchmarks.Actors;

/// <summary>A host's actors without HTTP, on SQLite in a folder or on PostgreSQL.</summary>
internal static class BenchHost
{
    /// <param name="folder">Where SQLite's files go.</param>
    /// <param name="postgresql">A connection string of a database that a server has used, for its tables are there; null: SQLite.</param>
    public static async Task<IHost> Start(string folder, string? postgresql = null)
    {
        var journal = postgresql ?? $"Data Source={folder}/journal.db;Default Timeout=5";
        var database = postgresql is null
            ? new DataOptions().UseSQLite($"Data Source={folder}/pushy.db;Default Timeout=5", SQLiteProvider.Microsoft)
            : new DataOptions().UsePostgreSQL(postgresql);
        if (postgresql is null)
        {
            await ReadModelTables.Create(database);
            var events = new DataOptions().UseSQLite(journal, SQLiteProvider.Microsoft);
            await using (var db = new DataConnection(events))
                await db.ExecuteAsync("pragma journal_mode=wal");
            await JournalTables.Create(events, default);
        }

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var nodes = new NodeRoster();
        builder.Services.AddSingleton(nodes).AddSingleton(new JobReadModel(database));
        var options = new PushyActorOptions(
            Guid.NewGuid(), postgresql is null ? ProviderName.SQLiteMS : ProviderName.PostgreSQL15, journal, database, [PushyHosting.AloneAddress], JobSettings.Default, PresenceSettings.Default);
        builder.Services.AddAkka(PushyHosting.SystemName, akka => akka
            .AddHocon(ConfigurationFactory.ParseString("akka.loglevel = WARNING\nakka.stdout-loglevel = WARNING"), HoconAddMode.Prepend)
            .AddHocon(ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon/akka.conf"))), HoconAddMode.Append)
            .WithPushy(options, nodes, new JobRoster()));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
