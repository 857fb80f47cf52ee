using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Jobs;

/// <summary>One server for many tests, each of which has an organization of its own. It lets finished jobs go at once.</summary>
public class JobServer : IAsyncLifetime
{
    private int _organizations;

    public TestServer Server { get; private set; } = null!;

    public virtual Task InitializeAsync() => Start([]);

    public virtual async Task DisposeAsync() => await Server.DisposeAsync();

    protected async Task Start(string[] sets)
    {
        Server = await TestServer.Start(sets: ["pushy.jobs.linger=0s", "pushy.presence.reset-repeat=100ms", "pushy.link.max-frame-bytes=65536", "pushy.http.trusted-proxies=127.0.0.1", .. sets]);
        await Server.User("alice", admin: true);
        await Server.User("bob");
    }

    /// <summary>A new organization with alice, an admin, with bob, and with nodes.</summary>
    public async Task<JobOrganization> Organization(params string[] nodes)
    {
        var (admin, name) = (Server.Admin, $"org{Interlocked.Increment(ref _organizations)}");
        await Server.Made(admin.CreateOrganization(name, name, default));
        await Server.Made(admin.AddUser(name, "alice", true, default));
        await Server.Made(admin.AddUser(name, "bob", false, default));
        foreach (var node in nodes)
            await Server.Made(admin.CreateClient(name, node, TestKeys.MinePublic, true, default));
        var made = await Server.Services.GetRequiredService<IDirectory>().FindOrganization(name, default);
        return new JobOrganization(Server, made!);
    }
}

[CollectionDefinition(Name)]
public sealed class JobTests : ICollectionFixture<JobServer>
{
    public const string Name = "jobs";
}

[CollectionDefinition(Name)]
public sealed class LinkTests : ICollectionFixture<JobServer>
{
    public const string Name = "links";
}
