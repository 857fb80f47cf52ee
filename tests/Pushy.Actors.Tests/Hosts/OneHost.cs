using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Tests.Hosts;

/// <summary>A whole host without HTTP: cluster of one, sharding, SQLite in a folder of its own, real time.</summary>
internal sealed class OneHost : IAsyncDisposable
{
    public const string Organization = "0123456789abcdef0123456789abcdef";

    private readonly IHost _host;

    private OneHost(IHost host, DataOptions database, NodeRoster nodes, JobRoster jobs, OutputNews outputNews)
    {
        OutputNews = outputNews;
        _host = host;
        Database = database;
        Nodes = nodes;
        JobsInMemory = jobs;
    }

    public DataOptions Database { get; }

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    public NodeRoster Nodes { get; }

    public OutputNews OutputNews { get; }

    public JobRoster JobsInMemory { get; }

    public IActorRef Jobs => ActorRegistry.For(System).Get<JobActor>();

    public IActorRef Presence => ActorRegistry.For(System).Get<PresenceActor>();

    public JobReadModel ReadModel => new(Database);

    public OutputStore Outputs => new(Database, OutputStore.DefaultLimit, new OutputNews());

    /// <param name="hocon">Settings of Akka that go before those of akka.conf.</param>
    /// <param name="seeds">Addresses to join; null: a cluster of one.</param>
    public static async Task<OneHost> Start(string folder, JobSettings? settings = null, string hocon = "", string[]? seeds = null)
    {
        var journal = $"Data Source={folder}/journal.db;Default Timeout=5";
        var database = new DataOptions().UseSQLite($"Data Source={folder}/pushy.db;Default Timeout=5", LinqToDB.DataProvider.SQLite.SQLiteProvider.Microsoft);
        await ReadModelTables.Create(database);
        var events = new DataOptions().UseSQLite(journal, LinqToDB.DataProvider.SQLite.SQLiteProvider.Microsoft);
        await using (var db = new DataConnection(events))
            await db.ExecuteAsync("pragma journal_mode=wal");
        await JournalTables.Create(events, default);

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        var nodes = new NodeRoster();
        var jobs = new JobRoster();
        var options = new PushyActorOptions(
            Guid.NewGuid(), ProviderName.SQLiteMS, journal, database, seeds ?? [PushyHosting.AloneAddress],
            settings ?? JobSettings.Default with { Linger = TimeSpan.FromMilliseconds(200) }, PresenceSettings.Default with { Settle = TimeSpan.Zero });
        builder.Services.AddAkka(PushyHosting.SystemName, akka => akka
            .AddHocon(Akka.Configuration.ConfigurationFactory.ParseString(File.ReadAllText("akka.conf")), HoconAddMode.Prepend)
            .AddHocon(hocon, HoconAddMode.Prepend)
            .WithPushy(options, nodes, jobs));
        var host = builder.Build();
        await host.StartAsync();
        return new OneHost(host, database, nodes, jobs, options.Outputs.News);
    }

    public JobSpec Spec(params string[] nodes) => new(
        JobId.Create(Organization, Guid.NewGuid().ToByteArray().AsSpan(0, JobId.RandomBytes)), Organization, "true", [.. nodes.Select(node => new NodeName(node))],
        nodes.Length, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(60), new RunOptions(), "alice");

    /// <summary>Connects an agent that has the job in hand, or none, and waits until it counts as online.</summary>
    public async Task<FakeAgent> Connect(string node, JobId? job = null, AgentJobState doing = AgentJobState.Idle)
    {
        var key = new NodeKey(Organization, new NodeName(node));
        var hello = new AgentMessage.Hello(node, "incarnation-1", "test") { JobId = job?.Value, JobState = doing };
        var agent = new FakeAgent(System, Presence, key, hello);
        await Until(() => Nodes.Find(key) is PresenceState.Online);
        return agent;
    }

    public Task<JobReply> Tell(JobId job, object message) => Jobs.Ask<JobReply>(new ShardingEnvelope(job.Value, message), TimeSpan.FromSeconds(10));

    /// <summary>Polls until the job has finished.</summary>
    public async Task<JobState.Finished> Finish(JobId job)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await ReadModel.FindFinished(job, patience.Token) is { } finished)
                return finished;
            await Task.Delay(20, patience.Token);   // polling an outside view, not synchronising
        }
    }

    /// <summary>Polls until something can be seen from outside.</summary>
    public static async Task Until(Func<bool> seen)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!seen())
            await Task.Delay(20, patience.Token);   // polling an outside view, not synchronising
    }

    /// <summary>Does something to the read model's database that no code of ours does.</summary>
    public async Task Sql(string statement)
    {
        await using var db = new ReadModelDb(Database);
        await db.ExecuteAsync(statement);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
