using System.Text.Json;
using Pushy.Tests.Shared;
using static Pushy.Server.Tests.Directories.Rest.DirectoryServer;

namespace Pushy.Server.Tests.Directories.Rest;

public abstract class OrganizationRouteTests(DirectoryServer directory)
{
    [SkippableFact]
    public async Task An_organization_is_made_shown_listed_and_deleted()
    {
        var name = directory.New("org");
        var reply = await directory.Root.Post("/organizations", Body(new { name, full_name = "Ökö & Co." }));
        var uri = $"{directory.Server.Address}/organizations/{name}";
        Assert.Equal(uri, Expect(201, reply).GetProperty("uri").GetString());
        Assert.Equal(uri, reply.Header("Location"));

        var shown = Expect(200, await directory.Root.Get($"/organizations/{name}"));
        Assert.Equal((name, "Ökö & Co."), (shown.GetProperty("name").GetString(), shown.GetProperty("full_name").GetString()));
        Assert.Matches("^[0-9a-f]{32}$", shown.GetProperty("guid").GetString());
        Assert.Equal(uri, Expect(200, await directory.Root.Get("/organizations")).GetProperty(name).GetString());
        Assert.Equal(["admins"], Expect(200, await directory.Root.Get($"/organizations/{name}/groups")).EnumerateObject().Select(group => group.Name));

        var deleted = Expect(200, await directory.Root.Send("DELETE", $"/organizations/{name}", (string?)null));
        Assert.Equal(name, deleted.GetProperty("name").GetString());
        Refused(404, name, await directory.Root.Get($"/organizations/{name}"));
        Assert.False(Expect(200, await directory.Root.Get("/organizations")).TryGetProperty(name, out _));
    }

    [SkippableFact]
    public async Task A_name_that_is_taken_is_409()
    {
        var org = await directory.Organization();
        Refused(409, org.Name, await directory.Root.Post("/organizations", Body(new { name = org.Name, full_name = "again" })));
    }

    [SkippableTheory]
    [InlineData("""{"full_name":"x"}""", "'name'")]
    [InlineData("""{"name":"a/b","full_name":"x"}""", "organization name 'a/b'")]
    [InlineData("""{"name":"..","full_name":"x"}""", "organization name")]
    [InlineData("""{"name":"","full_name":"x"}""", "'name'")]
    [InlineData("""{"name":1,"full_name":"x"}""", "'name'")]
    [InlineData("""{"name":"ok","full_name":["x"]}""", "'full_name'")]
    [InlineData("""{"name":"ok","full_name":""}""", "full name")]
    [InlineData("""{"name":"ok","full_name":"x","color":"red"}""", "'color'")]
    [InlineData("""{"name":"ok","name":"ok2","full_name":"x"}""", "invalid JSON")]
    [InlineData("""{"name":"\ud800","full_name":"x"}""", "invalid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "invalid JSON")]
    [InlineData("", "invalid JSON")]
    public async Task A_body_that_is_not_one_names_what_is_wrong(string body, string part) =>
        Refused(400, part, await directory.Root.Post("/organizations", body));

    [SkippableFact]
    public async Task A_deleted_organization_takes_all_of_it_along()
    {
        var org = await directory.Organization();
        var node = await org.Client("web1");
        Expect(200, await node.Get($"{org.Path}/clients/web1"));
        Assert.Equal(0, (await directory.Server.Command("token", "create", org.Name, org.AdminName)).ExitCode);
        Assert.Equal(0, (await directory.Server.Command("join-token", "create", org.Name)).ExitCode);

        Expect(200, await directory.Root.Send("DELETE", org.Path, (string?)null));
        Refused(404, org.Name, await node.Get($"{org.Path}/pushy/jobs"));
        Expect(201, await directory.Root.Post("/organizations", Body(new { name = org.Name, full_name = "anew" })));
        Assert.Equal("[]", (await directory.Root.Get($"{org.Path}/users")).Body);
        Assert.Equal("{}", (await directory.Root.Get($"{org.Path}/clients")).Body);
        Assert.Equal(401, (await node.Get($"{org.Path}/pushy/jobs")).Status);
        Expect(200, await directory.Root.Get($"/users/{org.AdminName}")); // users are nobody's property
    }

    [SkippableFact]
    public async Task Only_superusers_make_list_and_delete_organizations()
    {
        var org = await directory.Organization();
        foreach (var who in new[] { org.Admin, org.User })
        {
            Refused(403, "does not have access", await who.Get("/organizations"));
            Refused(403, "does not have access", await who.Post("/organizations", Body(new { name = directory.New("org"), full_name = "x" })));
            Refused(403, "does not have access", await who.Send("DELETE", org.Path, (string?)null));
            Expect(200, await who.Get(org.Path));
        }

        var other = await directory.Organization();
        Refused(403, "not associated", await other.Admin.Get(org.Path));
    }

    [SkippableFact]
    public async Task Members_are_added_shown_listed_and_removed()
    {
        var org = await directory.Organization();
        var name = directory.New("user");
        var user = await directory.User(name);
        Refused(403, "not associated", await user.Get($"{org.Path}/pushy/jobs"));

        Assert.EndsWith($"{org.Path}/users/{name}", Expect(201, await org.Admin.Post($"{org.Path}/users", Body(new { username = name }))).GetProperty("uri").GetString());
        Expect(200, await user.Get($"{org.Path}/pushy/jobs"));
        Refused(409, name, await org.Admin.Post($"{org.Path}/users", Body(new { username = name })));
        Refused(404, "nobody", await org.Admin.Post($"{org.Path}/users", Body(new { username = "nobody" })));
        Assert.Contains(name, Expect(200, await user.Get($"{org.Path}/users")).EnumerateArray().Select(one => one.GetProperty("user").GetProperty("username").GetString()));
        Assert.Equal(name, Expect(200, await org.User.Get($"{org.Path}/users/{name}")).GetProperty("username").GetString());

        Refused(403, "does not have access", await org.User.Send("DELETE", $"{org.Path}/users/{name}", (string?)null));
        Assert.Equal(name, Expect(200, await org.Admin.Send("DELETE", $"{org.Path}/users/{name}", (string?)null)).GetProperty("username").GetString());
        Refused(403, "not associated", await user.Get($"{org.Path}/pushy/jobs")); // at once, whatever was remembered
        Refused(404, "no such user", await org.Admin.Send("DELETE", $"{org.Path}/users/{name}", (string?)null));
    }

    [SkippableFact]
    public async Task An_admin_has_to_leave_the_admins_before_the_organization()
    {
        var org = await directory.Organization();
        Refused(403, "group 'admins'", await directory.Root.Send("DELETE", $"{org.Path}/users/{org.AdminName}", (string?)null));
        Expect(200, await directory.Root.Send("PUT", $"{org.Path}/groups/admins", """{"users":[]}"""));
        Expect(200, await directory.Root.Send("DELETE", $"{org.Path}/users/{org.AdminName}", (string?)null));
    }

    [SkippableFact]
    public async Task The_principals_of_a_name_are_a_user_and_a_client_with_their_keys()
    {
        var org = await directory.Organization();
        await org.Client(org.UserName);
        var outsider = directory.New("user");
        await directory.User(outsider);

        var both = await org.User.Get($"{org.Path}/principals/{org.UserName}");
        Assert.Contains("response_version", both.Header("X-Ops-Server-API-Version"), StringComparison.Ordinal);
        Assert.Equal([("user", true), ("client", true)], Expect(200, both).GetProperty("principals").EnumerateArray()
            .Select(one => (one.GetProperty("type").GetString()!, one.GetProperty("org_member").GetBoolean())));
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", JsonDocument.Parse(both.Body).RootElement.GetProperty("principals")[0].GetProperty("public_key").GetString(), StringComparison.Ordinal);
        Assert.False(Expect(200, await org.User.Get($"{org.Path}/principals/{outsider}")).GetProperty("principals")[0].GetProperty("org_member").GetBoolean());
        Assert.Equal("principal", Expect(404, await org.User.Get($"{org.Path}/principals/nobody")).GetProperty("not_found").GetString());
    }
}

[Collection(DirectoryRestTests.Name)]
public sealed class SqliteOrganizationRouteTests(DirectoryServer directory) : OrganizationRouteTests(directory);

[Collection(PostgresDirectoryTests.Name)]
public sealed class PostgresOrganizationRouteTests : OrganizationRouteTests
{
    public PostgresOrganizationRouteTests(PostgresDirectoryServer directory)
        : base(directory) => Skip.If(PostgresServer.Programs is null, PostgresDirectoryTests.Missing);
}
