using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Tests.Gateway;

namespace Pushy.Server.Tests.Hosting;

/// <summary>A server whose directory goes by a clock that tests move on, with "things", organization evil and alice, an admin of acme.</summary>
public sealed class ClockedServer : IAsyncLifetime
{
    public SettableClock Clock { get; } = new(DateTimeOffset.UtcNow);

    public TestServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await TestServer.Start(ThingServer.Map, services => services.AddSingleton<TimeProvider>(Clock));
        await Server.User("alice", admin: true);
        await Server.Made(Server.Admin.CreateOrganization("evil", "Evil", default));
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>Requests signed with a key at this server's time.</summary>
    public SignedClient As(string name, System.Security.Cryptography.RSA? key = null) =>
        new(Server.Address, name, key ?? TestKeys.Mine) { At = Clock.GetUtcNow() };
}
