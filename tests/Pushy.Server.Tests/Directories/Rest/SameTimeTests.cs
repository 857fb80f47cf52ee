using Pushy.Server.Tests.Hosting;
using Pushy.Tests.Shared;
using static Pushy.Server.Tests.Directories.Rest.DirectoryServer;

namespace Pushy.Server.Tests.Directories.Rest;

/// <summary>Changes of the same at the same time: one is made, and nobody gets an error of ours.</summary>
public abstract class SameTimeTests(DirectoryServer directory)
{
    private const int AtATime = 12;

    [SkippableFact]
    public async Task A_name_is_given_once()
    {
        var org = await directory.Organization();
        var name = directory.New("user");
        await Once(() => org.Root.Post("/organizations", Body(new { name, full_name = "x" })));
        await Once(() => org.Root.Post("/users", Body(new { name, create_key = false })));
        await Once(() => org.Admin.Post($"{org.Path}/clients", Body(new { name, create_key = false })));
        await Once(() => org.Admin.Post($"{org.Path}/groups", Body(new { name })));
        await Once(() => org.Admin.Post($"{org.Path}/users", Body(new { username = name })));
        await Once(() => org.Root.Post($"/users/{name}/keys", Body(new { name, public_key = TestKeys.MinePublic })));
    }

    [SkippableFact]
    public async Task An_organization_that_goes_while_it_is_filled_is_gone()
    {
        var org = await directory.Organization();
        var filling = Enumerable.Range(0, AtATime).Select(i => org.Admin.Post($"{org.Path}/clients", Body(new { name = $"web{i}", public_key = TestKeys.MinePublic }))).ToList();
        Expect(200, await org.Root.Send("DELETE", org.Path, (string?)null));
        foreach (var reply in await Task.WhenAll(filling))
            Assert.True(reply.Status is 201 or 403 or 404 or 409, reply.Body);
        Refused(404, org.Name, await org.Root.Get(org.Path));
    }

    private static async Task Once(Func<Task<Reply>> make)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => make()));
        Assert.Single(replies, reply => reply.Status == 201);
        Assert.Equal(AtATime - 1, replies.Count(reply => reply.Status == 409));
    }
}

[Collection(DirectoryRestTests.Name)]
public sealed class SameTimeTestsOnSqlite(DirectoryServer directory) : SameTimeTests(directory);

[Collection(PostgresDirectoryTests.Name)]
public sealed class SameTimeTestsOnPostgres : SameTimeTests
{
    public SameTimeTestsOnPostgres(PostgresDirectoryServer directory)
        : base(directory) => Skip.If(PostgresServer.Programs is null, PostgresDirectoryTests.Missing);
}
