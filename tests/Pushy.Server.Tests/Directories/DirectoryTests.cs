using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories;

/// <summary>What a running server makes of changes to its directory.</summary>
public sealed class DirectoryTests : IAsyncLifetime
{
    private const string Things = ThingServer.Things;
    private readonly SettableClock _clock = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;

    public async Task InitializeAsync() =>
        _server = await TestServer.Start(ThingServer.Map, services => services.AddSingleton<TimeProvider>(_clock));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Who_was_just_made_signs_in_at_once()
    {
        Assert.Equal(401, (await Get("late")).Status);
        await _server.User("late");
        Assert.Equal(200, (await Get("late")).Status);
    }

    [Fact]
    public async Task A_new_group_counts_within_five_seconds()
    {
        await _server.User("bob");
        Assert.Equal(200, (await Get("bob")).Status);
        Assert.Equal(0, (await _server.Command("group", "create", "acme", "pushy_job_readers")).ExitCode);
        _clock.Advance(TimeSpan.FromSeconds(5));

        var refused = await Get("bob");
        Assert.Equal(
            (403, """{"error":["User or client 'bob' does not have access to that action on this server."]}"""), (refused.Status, refused.Body));

        Assert.Equal(0, (await _server.Command("group", "create", "acme", "staff")).ExitCode);
        Assert.Equal(0, (await _server.Command("group", "add", "acme", "staff", "bob")).ExitCode);
        Assert.Equal(0, (await _server.Command("group", "add", "acme", "pushy_job_readers", "staff", "--kind", "group")).ExitCode);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (await Get("bob")).Status);
    }

    [Fact]
    public async Task A_user_of_two_organizations_signs_in_to_both()
    {
        await _server.User("bob");
        await _server.Made(_server.Admin.CreateOrganization("second", "Second", default));
        Assert.Equal(403, (await Get("bob", "/organizations/second/pushy/things")).Status);
        await _server.Made(_server.Admin.AddUser("second", "bob", true, default));
        Assert.Equal(200, (await Get("bob", "/organizations/second/pushy/things")).Status);
        Assert.Equal(200, (await Get("bob")).Status);
    }

    private Task<Reply> Get(string name, string path = Things) =>
        new SignedClient(_server.Address, name, TestKeys.Mine) { At = _clock.GetUtcNow() }.Get(path);
}
