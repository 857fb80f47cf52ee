using Pushy.Server.Admission;
using Pushy.Server.ApiDocs;
using Pushy.Server.Audit;
using Pushy.Server.Background;
using Pushy.Server.Clustering;
using Pushy.Server.Configuration;
using Pushy.Server.Connections;
using Pushy.Server.Directories.Rest;
using Pushy.Server.Doctor;
using Pushy.Server.Feeds;
using Pushy.Server.Gateway;
using Pushy.Server.Jobs;
using Pushy.Server.Joining;
using Pushy.Server.Limits;
using Pushy.Server.Links;
using Pushy.Server.Metrics;
using Pushy.Server.NodeConfig;
using Pushy.Server.Nodes;
using Pushy.Server.Pages;
using Pushy.Server.Retention;
using Pushy.Server.SignIn;
using Pushy.Server.Standings;
using Pushy.Server.Status;
using Pushy.Server.Storage;
using Pushy.Server.Tracing;

namespace Pushy.Server.Hosting;

/// <summary>The server as a program: what it consists of, feature by feature.</summary>
public static class ServerHost
{
    /// <summary>Brings the schema up to date and puts everything together; <c>StartAsync</c> then listens.</summary>
    /// <param name="config">What the server was told.</param>
    /// <param name="services">For tests: last word on what is registered, such as the clock.</param>
    /// <param name="routes">For tests: routes beside the server's own.</param>
    /// <param name="urls">Where to listen, if not where the settings say.</param>
    /// <param name="ct">Ends the start.</param>
    public static async Task<WebApplication> Build(
        PushyConfig config, Action<IServiceCollection>? services = null, Action<RouteTable>? routes = null, IReadOnlyList<string>? urls = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(config);

        var storage = config.Options.Storage;
        var database = new Database(storage);
        using var starting = storage.Provider == StorageProvider.Sqlite ? StorageUse.Share(storage.Path) : null;
        await Schema.Migrate(config.Options.Storage, database, ct);
        var cluster = await ClusterPlan.Make(config.Options.Cluster, new ClusterRegister(database, TimeProvider.System), TimeProvider.System, ct);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "pushy-server" });
        builder.AddLogs(config.Options.Log);
        builder.AddHttp(urls is null ? config.Options.Http : config.Options.Http with { Urls = [.. urls] }, config.Options.Metrics);
        builder.Services.AddSingleton(config).AddSingleton(config.Options).AddSingleton(config.Options.Http).AddSingleton(config.Options.SignIn);
        builder.Services.AddSingleton(config.Options.Limits).AddSingleton(config.Options.Audit);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(database);
        builder.Services.AddDirectory(config.Options.Directory);
        builder.Services.AddSingleton<Enrolment>().AddSingleton<JoinTokens>();
        builder.Services.AddSingleton<ServerKeys>().AddSingleton(CurveKeys.New());
        var incarnation = new Incarnation(Guid.NewGuid());
        builder.Services.AddSingleton(incarnation);
        builder.Services.AddMetrics(config.Options.Metrics, incarnation);
        builder.Services.AddTracing(config.Options);
        var membership = new ClusterMembership();
        builder.Services.AddCluster(config.Options.Cluster, incarnation, membership);
        builder.Services.AddActors(config, database, incarnation, cluster);
        builder.Services.AddClusterJoining(config.Options.Cluster, membership);
        builder.Services.AddRetention(config.Options.Retention, incarnation.Id);
        builder.Services.AddJobSweep(incarnation.Id);
        builder.Services.AddFeeds(config.Options.Feeds);
        builder.Services.AddNodes();
        builder.Services.AddPages(config.Options.Web);
        builder.Services.AddGateway();
        builder.Services.AddHostedService<HangUp>();
        builder.Services.AddRouting();   // for the API page alone
        services?.Invoke(builder.Services);

        if (starting is not null)
            builder.Services.AddSingleton(_ => StorageUse.Share(storage.Path));   // so that it is let go of with the server

        var app = builder.Build();
        app.StartMetrics();
        app.StartTracing();
        _ = app.Services.GetService<StorageUse>();
        var table = app.Services.GetRequiredService<RouteTable>();
        table.MapStatus(app.Services);
        table.MapHealth(app.Services);
        table.MapJoining(app.Services);
        table.MapDirectory(app.Services);
        table.MapJobs(app.Services);
        table.MapOutput(app.Services);
        table.MapFeeds(app.Services);
        table.MapNodes(app.Services);
        table.MapNodeConfig(app.Services);
        table.MapLinks(app.Services);
        table.MapAudit(app.Services);
        table.MapTokens(app.Services);
        table.MapJoinTokens(app.Services);
        table.MapPages(app.Services);
        routes?.Invoke(table);
        table.MapApiDocument();
        app.UseConnectionGate();
        app.UseNotes();
        app.UseForwarded();
        app.UseRequestId();
        app.UseMetrics(config.Options.Metrics);
        app.UseTracing(config.Options.Tracing);
        app.UseApiPage();
        app.UseWebSockets();
        app.UseGateway();
        app.WarnAtStart(config.Options);   // what is registered last is called first: the addresses come before
        app.AnnounceAddresses(config.Options);
        return app;
    }

    private static void AddGateway(this IServiceCollection services) => services
        .AddSingleton<RouteTable>()
        .AddSingleton<CredentialReader>()
        .AddSingleton<Tokens>()
        .AddSingleton<TokenAdmin>()
        .AddSingleton<TokenUses>()
        .AddSingleton<SeenRequests>()
        .AddSingleton<ReplayGuard>()
        .AddSingleton<KeyRing>()
        .AddSingleton<Authenticator>()
        .AddSingleton<Permissions>()
        .AddSingleton<RequestLimits>()
        .AddSingleton<SuspectTurns>()
        .AddSingleton<RemoteAddress>()
        .AddSingleton<ProxyNotes>()
        .AddSingleton<BackgroundLoops>()
        .AddSingleton<BodyBudget>()
        .AddSingleton<Leftovers>()
        .AddSingleton<BodyAdmission>()
        .AddSingleton<AuditStore>()
        .AddSingleton<AuditLog>()
        .AddHostedService(all => all.GetRequiredService<AuditLog>())   // ends after Kestrel, so with the entries of the last requests
        .AddStandings()
        .AddSingleton<Gateway.Gateway>();

    private static void UseGateway(this WebApplication app)
    {
        var gateway = app.Services.GetRequiredService<Gateway.Gateway>();
        app.Run(gateway.Handle);
    }
}
