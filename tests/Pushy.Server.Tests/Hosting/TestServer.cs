using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.Hosting;

namespace Pushy.Server.Tests.Hosting;

/// <summary>The real server in this process: Kestrel on a free port, SQLite in a folder of its own. Has organization acme.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private WebApplication _app;
    private readonly string[] _sets;

    private TestServer(WebApplication app, string folder, string[] sets)
    {
        _app = app;
        Folder = folder;
        _sets = sets;
    }

    /// <summary>Folder of the database; gone when the server is disposed of.</summary>
    public string Folder { get; }

    public string Address => _app.Urls.First();

    public IServiceProvider Services => _app.Services;

    public DirectoryAdmin Admin => Services.GetRequiredService<DirectoryAdmin>();

    /// <param name="routes">Routes beside the server's own.</param>
    /// <param name="services">Replaces services, such as the clock.</param>
    /// <param name="sets">Settings, <c>pushy.key=value</c>.</param>
    public static async Task<TestServer> Start(
        Action<RouteTable>? routes = null, Action<IServiceCollection>? services = null, params string[] sets)
    {
        var server = await Run(routes, services, sets);
        await server.Made(server.Admin.CreateOrganization("acme", "Acme", CancellationToken.None));
        return server;
    }

    /// <summary>One without organization acme: its directory is another server's.</summary>
    public static Task<TestServer> Second(Action<RouteTable> routes, params string[] sets) => Run(routes, null, sets);

    /// <summary>One without organization acme, with settings of its own storage's place.</summary>
    /// <param name="time">The clock that timers go by; null: the true one.</param>
    /// <param name="sets">Settings, <c>pushy.key=value</c>.</param>
    public static Task<TestServer> Host(TimeProvider? time, params string[] sets) =>
        Run(null, time is null ? null : services => services.AddSingleton(time), sets);

    private static async Task<TestServer> Run(Action<RouteTable>? routes, Action<IServiceCollection>? services, string[] sets)
    {
        var folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;
        string[] all = [$"pushy.storage.path={folder}", "pushy.http.urls=http://127.0.0.1:0", "pushy.log.level=fatal", "pushy.presence.settle=0s", .. sets];
        var app = await ServerHost.Build(PushyConfig.Load([], all, []), services, routes);
        await app.StartAsync();
        return new TestServer(app, folder, all);
    }

    /// <summary>Stops it and starts it again on what it stored; its address changes.</summary>
    public async Task Restart()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = await ServerHost.Build(PushyConfig.Load([], _sets, []));
        await _app.StartAsync();
    }

    /// <summary>Another server on the same database; to be disposed of first.</summary>
    public async Task<WebApplication> Beside(Action<RouteTable> routes, Action<IServiceCollection> services)
    {
        var app = await ServerHost.Build(PushyConfig.Load([], _sets, []), services, routes);
        await app.StartAsync();
        return app;
    }

    /// <summary>A user of acme whose key is <see cref="TestKeys.Mine"/>.</summary>
    public async Task<SignedClient> User(string name, bool admin = false)
    {
        await Made(Admin.CreateUser("acme", name, TestKeys.MinePublic, admin, CancellationToken.None));
        return As(name);
    }

    /// <summary>A node of acme whose key is <see cref="TestKeys.Mine"/>.</summary>
    public async Task<SignedClient> Node(string name)
    {
        await Made(Admin.CreateClient("acme", name, TestKeys.MinePublic, isNode: true, CancellationToken.None));
        return As(name);
    }

    /// <summary>Requests signed with <see cref="TestKeys.Mine"/> in any name.</summary>
    public SignedClient As(string name) => new(Address, name, TestKeys.Mine);

    /// <summary>An admin command on this server's storage.</summary>
    public async Task<CommandRun> Command(params string[] args) =>
        await CommandRun.Of([.. args, .. _sets.SelectMany(set => new[] { "--set", set })]);

    public async Task Made(Task<AdminRefusal?> making) => Assert.Null(await making);

    /// <summary>Ends the server as SIGTERM does; its folder stays until it is disposed of.</summary>
    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
