using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Hosting;
using Pushy.Actors;
using Pushy.Actors.Hosts;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Server.Clustering;
using Pushy.Server.Configuration;
using Pushy.Server.Jobs;
using Pushy.Server.Nodes;
using Pushy.Server.Status;
using Pushy.Server.Storage;
using Pushy.Server.Tracing;

namespace Pushy.Server.Hosting;

/// <summary>Puts the actor system beside Kestrel.</summary>
internal static class ActorHosting
{
    private static readonly TimeSpan ForgetNodesAfter = TimeSpan.FromMinutes(10);

    public static void AddActors(this IServiceCollection services, PushyConfig config, Database database, Incarnation incarnation, ClusterPlan cluster)
    {
        var (jobs, presence) = (config.Options.Jobs, config.Options.Presence);
        var news = new OutputNews();
        var outputs = new OutputStore(database.Options, jobs.MaxOutputBytes, news);
        var options = new PushyActorOptions(
            incarnation.Id,
            database.ProviderName,
            database.JournalConnectionString,
            database.Options,
            cluster.SeedNodes,
            new JobSettings(presence.VoteGrace, presence.CrashGrace, jobs.Linger),
            new PresenceSettings(presence.ResetRepeat, ForgetNodesAfter) { Settle = presence.Settle, Probe = presence.Probe })
        {
            Outputs = outputs,
            FeedHistory = config.Options.Feeds.History,
        };
        var nodes = new NodeRoster();
        var live = new JobRoster();
        services.AddSingleton(all => new HostMetrics(all.GetRequiredService<Meter>(), live, nodes));
        services.AddSingleton(nodes).AddSingleton(options.Settling).AddSingleton(live).AddSingleton(all => new OtherHosts(all.GetRequiredService<ActorSystem>)).AddSingleton<ClusterNodes>().AddSingleton<JobJournal>();
        services.AddSingleton(new JobReadModel(database.Options)).AddSingleton<JournalProbe>().AddSingleton(jobs);
        services.AddSingleton(new JobPages(database.Options)).AddSingleton<IdempotencyKeys>();
        services.AddSingleton<JobReader>().AddSingleton(config.Options.Permissions).AddSingleton<JobSights>().AddSingleton<JobRoutes>();
        services.AddSingleton(news).AddSingleton(outputs).AddSingleton<OutputRoutes>();
        services.AddAkka(cluster.SystemName, (akka, all) =>
        {
            if (cluster.Certificates is { } certificates)
                akka.AddSetup(certificates.ForAkka(all.GetRequiredService<TimeProvider>()));
            akka
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory();
                })
                .AddHocon(config.Akka, HoconAddMode.Prepend)
                .WithPushy(options with { Metrics = all.GetRequiredService<HostMetrics>(), Traces = all.GetRequiredService<SpanSource>().Source, Names = all.GetRequiredService<NodeNames>() }, nodes, live);
        });
    }
}
