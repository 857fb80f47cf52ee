using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories.Chef;

/// <summary>What one server shows of its directory is what another reads: both sides of the same API.</summary>
public sealed class PushyAsChefTests
{
    [Fact]
    public async Task One_server_may_be_the_directory_of_another()
    {
        await using var first = await TestServer.Start();
        await first.Made(first.Services.GetRequiredService<Superusers>().Create("root", TestKeys.MinePublic, default));
        var alice = await first.User("alice", admin: true);
        await first.User("bob");
        await first.Node("web1");
        await first.Made(first.Admin.CreateOrganization("evil", "Evil", default));
        await first.Made(first.Admin.CreateUser("evil", "mallory", TestKeys.MinePublic, true, default));
        Assert.Equal(200, (await alice.Get("/organizations/acme")).Status);

        var key = Path.Combine(first.Folder, "root.pem");
        await File.WriteAllTextAsync(key, TestKeys.Mine.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var second = await TestServer.Second(
            ThingServer.Map, "pushy.directory.kind=chef", $"pushy.directory.chef.url={first.Address}", "pushy.directory.chef.user=root", $"pushy.directory.chef.key-file={key}");

        Assert.Equal((201, "User alice in acme, Seed"), Essence(await second.As("alice").Post(ThingServer.Things, "{}")));
        Assert.Equal(403, (await second.As("bob").Post(ThingServer.Things, "{}")).Status);
        Assert.Equal((200, "Client web1 in acme, Seed"), Essence(await second.As("web1").Get(ThingServer.Things)));
        Assert.Equal(403, (await second.As("mallory").Get(ThingServer.Things)).Status);
        Assert.Equal(401, (await second.As("nobody").Get(ThingServer.Things)).Status);
        Assert.Equal(404, (await second.As("alice").Get("/organizations/bogus/pushy/things")).Status);
        Assert.Equal(
            (await first.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!.Id,
            (await second.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!.Id);
    }

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);
}
