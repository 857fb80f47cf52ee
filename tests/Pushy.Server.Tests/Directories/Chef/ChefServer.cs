using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Hosting;
using Pushy.Server.Configuration;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories.Chef;

/// <summary>A server of ours whose directory is a Chef Infra Server.</summary>
public sealed class ChefServer : IAsyncDisposable
{
    private readonly Microsoft.AspNetCore.Builder.WebApplication _app;
    private readonly string _folder;

    private ChefServer(Microsoft.AspNetCore.Builder.WebApplication app, SmallChef chef, SettableClock clock, string folder, string[] sets)
    {
        (_app, _folder, Chef, Clock, Sets) = (app, folder, chef, clock, sets);
    }

    public SmallChef Chef { get; }

    public SettableClock Clock { get; }

    /// <summary>Its settings.</summary>
    public IReadOnlyList<string> Sets { get; }

    public string Address => _app.Urls.First();

    public static async Task<ChefServer> Start(params string[] sets)
    {
        var chef = await SmallChef.Start();
        var folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;
        var key = Path.Combine(folder, "pivotal.pem");
        await File.WriteAllTextAsync(key, SmallChef.Key.ExportRSAPrivateKeyPem());
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] all =
        [
            $"pushy.storage.path={folder}", "pushy.http.urls=http://127.0.0.1:0", "pushy.log.level=fatal",
            "pushy.directory.kind=chef", "pushy.directory.chef.timeout=30s", $"pushy.directory.chef.url={chef.Address}/", $"pushy.directory.chef.key-file={key}", .. sets,
        ];
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        chef.Clock = clock;
        var app = await ServerHost.Build(PushyConfig.Load([], all, []), services => services.AddSingleton<TimeProvider>(clock), Gateway.ThingServer.Map);
        await app.StartAsync();
        return new ChefServer(app, chef, clock, folder, all);
    }

    /// <summary>Requests signed with <see cref="TestKeys.Mine"/>.</summary>
    public SignedClient As(string name) => new(Address, name, TestKeys.Mine) { At = Clock.GetUtcNow() };

    public Task<Reply> Get(string name) => As(name).Get(Gateway.ThingServer.Things);

    public Task<Reply> Post(string name) => As(name).Post(Gateway.ThingServer.Things, "{}");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Chef.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
