using Pushy.Server.Tests.Hosting;
using Pushy.Tests.Shared;
using static Pushy.Server.Tests.Directories.Rest.DirectoryServer;

namespace Pushy.Server.Tests.Directories.Rest;

public abstract class GroupRouteTests(DirectoryServer directory)
{
    [SkippableFact]
    public async Task A_group_is_made_filled_shown_and_deleted()
    {
        var org = await directory.Organization();
        await org.Client("web1");
        var path = $"{org.Path}/groups/staff";
        Assert.EndsWith(path, Expect(201, await org.Admin.Post($"{org.Path}/groups", """{"groupname":"staff"}""")).GetProperty("uri").GetString());
        Expect(201, await org.Admin.Post($"{org.Path}/groups", """{"name":"inner"}"""));
        Expect(200, await org.Admin.Send("PUT", path, Body(new
        {
            groupname = "staff",
            actors = new { users = new[] { org.UserName, org.AdminName, org.UserName }, clients = new[] { "web1" }, groups = new[] { "inner" } },
        })));

        string[] users = [.. new[] { org.UserName, org.AdminName }.Order(StringComparer.Ordinal)];
        var shown = (await org.User.Get(path)).Body;
        Assert.Equal(
            $$"""{"actors":["{{users[0]}}","{{users[1]}}","web1"],"users":["{{users[0]}}","{{users[1]}}"],"clients":["web1"],"groups":["inner"],"orgname":"{{org.Name}}","name":"staff","groupname":"staff"}""",
            shown);
        Assert.Equal(shown, (await org.Admin.Send("PUT", path, shown)).Body); // what is shown may come back

        Assert.Equal(shown, (await org.Admin.Send("DELETE", path, (string?)null)).Body);
        Refused(404, "no such group", await org.Admin.Get(path));
        Assert.Equal(["admins", "inner"], Expect(200, await org.Admin.Get($"{org.Path}/groups")).EnumerateObject().Select(one => one.Name));
    }

    [SkippableFact]
    public async Task A_list_that_is_not_given_stays()
    {
        var org = await directory.Organization();
        await org.Client("web1");
        Expect(201, await org.Admin.Post($"{org.Path}/groups", Body(new { name = "g", users = new[] { org.UserName }, clients = new[] { "web1" } })));
        var after = Expect(200, await org.Admin.Send("PUT", $"{org.Path}/groups/g", """{"users":[]}"""));
        Assert.Equal((0, 1), (after.GetProperty("users").GetArrayLength(), after.GetProperty("clients").GetArrayLength()));
        after = Expect(200, await org.Admin.Send("PUT", $"{org.Path}/groups/g", """{"actors":{"clients":[]}}"""));
        Assert.Equal(0, after.GetProperty("clients").GetArrayLength());
    }

    [SkippableFact]
    public async Task What_a_group_says_counts_with_the_next_request()
    {
        var org = await directory.Organization();
        var jobs = $"{org.Path}/pushy/jobs";
        Expect(200, await org.User.Get(jobs)); // that there are no readers is remembered now
        Expect(201, await org.Admin.Post($"{org.Path}/groups", """{"name":"pushy_job_readers"}"""));
        Refused(403, "does not have access", await org.User.Get(jobs));
        Expect(200, await org.Admin.Send("PUT", $"{org.Path}/groups/pushy_job_readers", Body(new { users = new[] { org.UserName } })));
        Expect(200, await org.User.Get(jobs));
        Expect(200, await org.Admin.Send("DELETE", $"{org.Path}/groups/pushy_job_readers", (string?)null));
        Expect(200, await org.Admin.Get(jobs));
    }

    [SkippableTheory]
    [InlineData("""{"users":["nobody"]}""", "'users': there is no user 'nobody'")]
    [InlineData("""{"clients":["nobody"]}""", "'clients': there is no client 'nobody'")]
    [InlineData("""{"groups":["nobody"]}""", "'groups': there is no group 'nobody'")]
    [InlineData("""{"users":["a/b"]}""", "'users': user name 'a/b'")]
    [InlineData("""{"users":"root"}""", "'users'")]
    [InlineData("""{"users":[1]}""", "'users'")]
    [InlineData("""{"groupname":"other"}""", "'groupname'")]
    [InlineData("""{"groupname":"g","name":"h"}""", "'groupname'")]
    [InlineData("""{"orgname":"other"}""", "'orgname'")]
    [InlineData("""{"actors":"root"}""", "'actors'")]
    [InlineData("""{"actors":["root"]}""", "'actors'")]
    [InlineData("""{"actors":{"users":[]},"users":[]}""", "'actors'")]
    [InlineData("""{"actors":{"robots":[]}}""", "'actors'")]
    [InlineData("""{"actors":{"users":[1]}}""", "'users'")]
    [InlineData("""{"rules":[]}""", "'rules'")]
    public async Task A_body_that_is_not_one_names_the_field_and_changes_nothing(string body, string part)
    {
        var org = await directory.Organization();
        Expect(201, await org.Admin.Post($"{org.Path}/groups", Body(new { name = "g", users = new[] { org.UserName } })));
        var before = (await org.Admin.Get($"{org.Path}/groups/g")).Body;
        Refused(400, part, await org.Admin.Send("PUT", $"{org.Path}/groups/g", body));
        Assert.Equal(before, (await org.Admin.Get($"{org.Path}/groups/g")).Body);
    }

    [SkippableFact]
    public async Task A_refused_group_is_not_made()
    {
        var org = await directory.Organization();
        Refused(400, "'users'", await org.Admin.Post($"{org.Path}/groups", """{"name":"g","users":["nobody"]}"""));
        Refused(404, "no such group", await org.Admin.Get($"{org.Path}/groups/g"));
        Refused(409, "'admins'", await org.Admin.Post($"{org.Path}/groups", """{"name":"admins"}"""));
        Refused(400, "'groupname'", await org.Admin.Post($"{org.Path}/groups", """{"users":[]}"""));
    }

    [SkippableFact]
    public async Task Only_admins_change_groups()
    {
        var org = await directory.Organization();
        Expect(200, await org.User.Get($"{org.Path}/groups"));
        Refused(403, "does not have access", await org.User.Post($"{org.Path}/groups", """{"name":"g"}"""));
        Refused(403, "does not have access", await org.User.Send("PUT", $"{org.Path}/groups/admins", Body(new { users = new[] { org.UserName } })));
        Refused(403, "does not have access", await org.User.Send("DELETE", $"{org.Path}/groups/admins", (string?)null));
    }

    [SkippableFact]
    public async Task The_admins_may_be_emptied_and_stay_and_a_superuser_fills_them_again()
    {
        var org = await directory.Organization();
        Refused(403, "'admins' cannot be deleted", await org.Admin.Send("DELETE", $"{org.Path}/groups/admins", (string?)null));
        Expect(200, await org.Admin.Send("PUT", $"{org.Path}/groups/admins", """{"users":[]}"""));
        Refused(403, "does not have access", await org.Admin.Post($"{org.Path}/groups", """{"name":"g"}"""));
        Expect(200, await org.Root.Send("PUT", $"{org.Path}/groups/admins", Body(new { users = new[] { org.AdminName } })));
        Expect(201, await org.Admin.Post($"{org.Path}/groups", """{"name":"g"}"""));
    }

    [SkippableFact]
    public async Task A_deleted_group_leaves_those_that_hold_it()
    {
        var org = await directory.Organization();
        Expect(201, await org.Admin.Post($"{org.Path}/groups", """{"name":"inner"}"""));
        Expect(201, await org.Admin.Post($"{org.Path}/groups", """{"name":"outer","groups":["inner","outer"]}"""));
        Expect(200, await org.Admin.Send("DELETE", $"{org.Path}/groups/inner", (string?)null));
        Assert.Equal(["outer"], Expect(200, await org.Admin.Get($"{org.Path}/groups/outer")).GetProperty("groups").EnumerateArray().Select(one => one.GetString()));
    }

    [SkippableFact]
    public async Task A_group_holds_thousands()
    {
        var org = await directory.Organization();
        var found = await directory.Server.Services.GetOrganization(org.Name);
        string[] names = [.. Enumerable.Range(0, 3_000).Select(i => $"node-{i:D4}")];
        await directory.Server.Services.InsertClients(found, names);
        var shown = Expect(200, await org.Admin.Send("PUT", $"{org.Path}/groups/admins", Body(new { clients = names })));
        Assert.Equal(3_000, shown.GetProperty("clients").GetArrayLength());
    }
}

[Collection(DirectoryRestTests.Name)]
public sealed class SqliteGroupRouteTests(DirectoryServer directory) : GroupRouteTests(directory);

[Collection(PostgresDirectoryTests.Name)]
public sealed class PostgresGroupRouteTests : GroupRouteTests
{
    public PostgresGroupRouteTests(PostgresDirectoryServer directory)
        : base(directory) => Skip.If(PostgresServer.Programs is null, PostgresDirectoryTests.Missing);
}
