using Pushy.Server.Tests.Hosting;
using Pushy.Tests.Shared;
using static Pushy.Server.Tests.Directories.Rest.DirectoryServer;

namespace Pushy.Server.Tests.Directories.Rest;

public abstract class ClientRouteTests(DirectoryServer directory)
{
    [SkippableFact]
    public async Task A_client_is_made_shown_listed_and_deleted()
    {
        var org = await directory.Organization();
        var made = Expect(201, await org.Admin.Post($"{org.Path}/clients", Body(new { name = "ci", validator = false, create_key = true })));
        Assert.Equal($"{directory.Server.Address}{org.Path}/clients/ci", made.GetProperty("uri").GetString());
        using var key = Private(made.GetProperty("private_key"));
        var ci = new SignedClient(directory.Server.Address, "ci", key);

        Assert.Equal(
            $$"""{"name":"ci","clientname":"ci","orgname":"{{org.Name}}","validator":false,"json_class":"Chef::ApiClient","chef_type":"client"}""",
            (await ci.Get($"{org.Path}/clients/ci")).Body);
        Assert.Equal(made.GetProperty("uri").GetString(), Expect(200, await org.User.Get($"{org.Path}/clients")).GetProperty("ci").GetString());
        Expect(200, await ci.Get($"{org.Path}/pushy/jobs"));

        Assert.Equal("ci", Expect(200, await org.Admin.Send("DELETE", $"{org.Path}/clients/ci", (string?)null)).GetProperty("name").GetString());
        Refused(401, "Failed to authenticate", await ci.Get($"{org.Path}/pushy/jobs")); // at once
        Refused(404, "no such client", await org.Admin.Get($"{org.Path}/clients/ci"));
    }

    [SkippableFact]
    public async Task The_forms_of_API_version_1()
    {
        var org = await directory.Organization();
        var admin = new SignedClient(directory.Server.Address, org.AdminName, TestKeys.Mine) { ServerApiVersion = 1 };
        var made = Expect(201, await admin.Post($"{org.Path}/clients", Body(new { clientname = "ci", public_key = TestKeys.OtherPublic })));
        Assert.False(made.TryGetProperty("private_key", out _));
        Assert.Equal(
            ("default", TestKeys.OtherPublic, $"{directory.Server.Address}{org.Path}/clients/ci/keys/default"),
            (made.GetProperty("chef_key").GetProperty("name").GetString(), made.GetProperty("chef_key").GetProperty("public_key").GetString(), made.GetProperty("chef_key").GetProperty("uri").GetString()));
        Expect(200, await new SignedClient(directory.Server.Address, "ci", TestKeys.Other).Get($"{org.Path}/clients/ci"));
    }

    [SkippableTheory]
    [InlineData("""{"name":"x","validator":true}""", "'validator'")]
    [InlineData("""{"name":"x","admin":true}""", "'admin'")]
    [InlineData("""{"name":"a/b"}""", "client name 'a/b'")]
    [InlineData("""{"name":"..."}""", "client name '...'")]
    [InlineData("""{"validator":false}""", "'name'")]
    [InlineData("""{"name":"x","is_node":true}""", "'is_node'")]
    public async Task A_body_that_is_not_one_names_the_field(string body, string part)
    {
        var org = await directory.Organization();
        Refused(400, part, await org.Admin.Post($"{org.Path}/clients", body));
    }

    [SkippableFact]
    public async Task A_name_is_taken_once_in_an_organization()
    {
        var (one, other) = (await directory.Organization(), await directory.Organization());
        await one.Client("web1");
        await other.Client("web1");
        Refused(409, "'web1'", await one.Admin.Post($"{one.Path}/clients", Body(new { name = "web1" })));
    }

    [SkippableFact]
    public async Task Clients_see_themselves_only_and_users_change_nothing()
    {
        var org = await directory.Organization();
        var (web1, _) = (await org.Client("web1"), await org.Client("web2"));
        Expect(200, await web1.Get($"{org.Path}/clients/web1"));
        foreach (var path in new[] { "clients", "clients/web2", "clients/web2/keys", "clients/nobody", "users", "groups", "groups/admins" })
            Refused(403, "does not have access", await web1.Get($"{org.Path}/{path}"));
        Expect(200, await org.User.Get($"{org.Path}/clients/web2"));
        Refused(403, "does not have access", await org.User.Post($"{org.Path}/clients", Body(new { name = "mine" })));
        Refused(403, "does not have access", await org.User.Send("DELETE", $"{org.Path}/clients/web2", (string?)null));
        Refused(403, "does not have access", await org.User.Post($"{org.Path}/clients/web2/keys", Body(new { name = "k", create_key = true })));
        Refused(403, "does not have access", await web1.Send("DELETE", $"{org.Path}/clients/web1", (string?)null));
    }

    [SkippableFact]
    public async Task A_client_in_the_group_admins_manages_the_organization()
    {
        var org = await directory.Organization();
        var robot = await org.Client("robot");
        Refused(403, "does not have access", await robot.Post($"{org.Path}/clients", Body(new { name = "web9" })));
        Expect(200, await org.Admin.Send("PUT", $"{org.Path}/groups/admins", Body(new { clients = new[] { "robot" } })));
        Expect(201, await robot.Post($"{org.Path}/clients", Body(new { name = "web9" })));
        Expect(201, await org.Admin.Post($"{org.Path}/groups", Body(new { name = "g" }))); // the list of users stayed
    }
}

[Collection(DirectoryRestTests.Name)]
public sealed class SqliteClientRouteTests(DirectoryServer directory) : ClientRouteTests(directory);

[Collection(PostgresDirectoryTests.Name)]
public sealed class PostgresClientRouteTests : ClientRouteTests
{
    public PostgresClientRouteTests(PostgresDirectoryServer directory)
        : base(directory) => Skip.If(PostgresServer.Programs is null, PostgresDirectoryTests.Missing);
}
