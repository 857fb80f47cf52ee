using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Persistence.Hosting;
using Akka.Persistence.Sql.Hosting;
using LinqToDB;
using Pushy.Actors.Feeds;
using Pushy.Actors.Hosts;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Actors.Remoting;
using Pushy.Domain.Jobs;

namespace Pushy.Actors;

/// <summary>What the actors of a host are told at start.</summary>
/// <param name="Incarnation">Of this start of the host.</param>
/// <param name="JournalProvider">A linq2db provider name.</param>
/// <param name="JournalConnection">Connection string of the journal. May have a password in it; never to be logged.</param>
/// <param name="Database">Where the read model lives.</param>
/// <param name="SeedNodes">Addresses to join at once; the host's own for a cluster of one, none where somebody else decides.</param>
public sealed record PushyActorOptions(
    Guid Incarnation,
    string JournalProvider,
    string JournalConnection,
    DataOptions Database,
    string[] SeedNodes,
    JobSettings Jobs,
    PresenceSettings Presence)
{
    /// <summary>How long readers of an organization's feed may stay away and miss nothing.</summary>
    public TimeSpan FeedHistory { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the host counts; null: nobody wants to know.</summary>
    public HostMetrics? Metrics { get; init; }

    /// <summary>Of spans; null: nobody wants to know.</summary>
    public ActivitySource? Traces { get; init; }

    /// <summary>Who there is; null: nobody knows.</summary>
    public INameBook? Names { get; init; }

    /// <summary>Which moments nodes have to be heard of anew; whoever begins to take links says so.</summary>
    public HostSettling Settling { get; } = new(Presence.Settle, static () => TimeProvider.System.GetElapsedTime(0));

    /// <summary>Where output is kept.</summary>
    public OutputStore Outputs { get; init; } = new(Database, OutputStore.DefaultLimit, new OutputNews());
}

/// <summary>Registry key of the writer of the job list.</summary>
public sealed class JobListWriter;

/// <summary>Registry key of the writer of output.</summary>
public sealed class OutputWriter;

/// <summary>Registry key of the feeds of jobs with readers on this host.</summary>
public sealed class JobFeeds;

/// <summary>Registry key of the feeds of organizations with readers on this host.</summary>
public sealed class OrganizationFeeds;

public static class PushyHosting
{
    /// <summary>Address of a cluster of one, see hocon/akka.conf.</summary>
    public const string AloneAddress = "akka.test://pushy@localhost:1";

    /// <summary>Name of the actor system of a cluster of one; part of its address.</summary>
    public const string SystemName = "pushy";

    /// <summary>Name of the shard region that jobs live in.</summary>
    public const string JobRegion = "job";

    /// <summary>Name of the shard region that nodes' presences live in.</summary>
    public const string PresenceRegion = "presence";

    private const int Shards = 100;   // ten a host at the largest size planned; fixed for the life of a cluster

    /// <summary>Puts everything in place: journal, cluster, presence, jobs and the read model's writers.</summary>
    public static AkkaConfigurationBuilder WithPushy(this AkkaConfigurationBuilder akka, PushyActorOptions options, NodeRoster nodes, JobRoster jobs) => akka
        .AddHocon($"akka.remote.test.registry-key = {options.Incarnation:N}", HoconAddMode.Prepend)   // two hosts in one process must not meet
        .WithCustomSerializer("pushy-hosts", HostMessageSerializer.Types, system => new HostMessageSerializer(system))
        .WithClustering(new ClusterOptions { SeedNodes = options.SeedNodes })
        .WithPushyJournal(options)
        .WithOrganizationFeeds(options)
        .WithReadModel(new JobReadModel(options.Database) { FeedHistory = options.FeedHistory }, options.Outputs, options.Metrics?.Writers)
        .WithPresence(options.Presence, nodes, options.Settling)
        .WithJobs(options, jobs)
        .WithActors((system, _) => system.ActorOf(Producing.Of(() => new RosterActor(nodes)), RosterActor.Name))
        .WithJobFeeds();

    private static AkkaConfigurationBuilder WithPushyJournal(this AkkaConfigurationBuilder akka, PushyActorOptions options) => akka
        .WithSqlPersistence(options.JournalConnection, options.JournalProvider, PersistenceMode.Both, autoInitialize: false)   // see JournalTables
        .WithSqlPersistence(   // the same table
            options.JournalConnection, options.JournalProvider, PersistenceMode.SnapshotStore, autoInitialize: false, pluginIdentifier: JobSnapshots.Store, isDefaultPlugin: false)
        .WithCustomSerializer("pushy-job", [typeof(JobWritten)], system => new JobEventSerializer(system))
        .WithCustomSerializer("pushy-job-snapshot", [typeof(JobSnapshot)], system => new JobSnapshotSerializer(system));

    private static AkkaConfigurationBuilder WithReadModel(this AkkaConfigurationBuilder akka, JobReadModel model, OutputStore outputs, WriterMetrics? metrics) => akka
        .WithActors((system, registry) =>
        {
            var news = system.ActorOf(Producing.Of(() => new HostNewsActor(new OtherHosts(() => system), registry.Get<OrganizationFeeds>(), outputs.News)), HostNewsActor.Name);
            registry.Register<JobListWriter>(system.ActorOf(Producing.Of(() => new BatchWriter<JobState.Known>(async jobs => news.Tell(new FeedsGrew<string>(await model.Write(jobs))), metrics?.Of("job_list"))), "job-list"));
            registry.Register<OutputWriter>(system.ActorOf(Producing.Of(() => new BatchWriter<OutputItem>(outputs.Write, item => item.Weight, metrics?.Of("output"))), "job-output"));
        });

    private static AkkaConfigurationBuilder WithPresence(this AkkaConfigurationBuilder akka, PresenceSettings settings, NodeRoster roster, HostSettling settling) => akka
        .WithActors((system, _) => system.ActorOf(Producing.Of(() => new HostSettlingActor(settling)), "settling"))
        .WithShardRegion<PresenceActor>(
            PresenceRegion,
            (_, registry, _) => key => Producing.Of(() => new PresenceActor(NodeKey.Parse(key), () => registry.Get<JobActor>(), roster, settling, settings)),
            HashCodeMessageExtractor.Create(Shards, _ => null),
            new ShardOptions { RememberEntities = false });

    private static AkkaConfigurationBuilder WithJobs(this AkkaConfigurationBuilder akka, PushyActorOptions options, JobRoster roster) => akka
        .WithShardRegion<JobActor>(
            JobRegion,
            (_, registry, _) =>
            {
                var near = new JobNeighbours(registry.Get<PresenceActor>(), registry.Get<JobListWriter>(), registry.Get<OutputWriter>(), roster, options.Jobs)
                {
                    Metrics = options.Metrics?.Jobs ?? JobMetrics.Unread,
                    Traces = options.Traces,
                    Names = options.Names,
                };
                return job => Producing.Of(() => new JobActor(new JobId(job), near));
            },
            HashCodeMessageExtractor.Create(Shards, _ => null),
            new ShardOptions { RememberEntities = true, HandOffStopMessage = JobActor.HandOffStopMessage });

    private static AkkaConfigurationBuilder WithJobFeeds(this AkkaConfigurationBuilder akka) => akka
        .WithActors((system, registry) =>
        {
            var jobs = registry.Get<JobActor>();
            registry.Register<JobFeeds>(system.ActorOf(
                Producing.Of(() => new FeedHub<JobFeedKey>(key => Producing.Of(() => new JobFeedActor(key, jobs)))), "job-feeds"));
        });

    private static AkkaConfigurationBuilder WithOrganizationFeeds(this AkkaConfigurationBuilder akka, PushyActorOptions options) => akka
        .WithActors((system, registry) =>
        {
            var store = new OrganizationFeedStore(options.Database);
            registry.Register<OrganizationFeeds>(system.ActorOf(
                Producing.Of(() => new FeedHub<string>(organization => Producing.Of(() => new OrganizationFeedActor(organization, store, options.FeedHistory)))), "organization-feeds"));
        });
}
