using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Links;
using Pushy.Tests.Shared;
using static Pushy.Server.Tests.Directories.Rest.DirectoryServer;

namespace Pushy.Server.Tests.Directories.Rest;

/// <summary>What a conformance suite does before its first job.</summary>
public abstract class WholeOrganizationTests(DirectoryServer directory)
{
    [SkippableFact]
    public async Task Is_set_up_over_REST_alone_and_then_runs_a_job()
    {
        var (root, address) = (directory.Root, directory.Server.Address);
        var (org, writer, reader, node) = (directory.New("whole"), directory.New("writer"), directory.New("reader"), directory.New("web"));

        // the superuser: organization, users, members, the first admin
        var uri = Expect(201, await root.Post("/organizations", Body(new { name = org, full_name = "The Whole" }))).GetProperty("uri").GetString();
        Assert.Equal($"{address}/organizations/{org}", uri);
        var made = Expect(201, await root.Post("/users", Body(new
        {
            username = writer,
            display_name = "W. Riter",
            first_name = "W.",
            last_name = "Riter",
            email = "w@example.com",
            password = "secret1",
        })));
        using var writerKey = Private(made.GetProperty("private_key"));
        Expect(201, await root.Post("/users", Body(new { name = reader, public_key = TestKeys.OtherPublic })));
        foreach (var name in new[] { writer, reader })
            Expect(201, await root.Post($"/organizations/{org}/users", Body(new { username = name })));
        Expect(200, await root.Send("PUT", $"/organizations/{org}/groups/admins", Body(new { groupname = "admins", actors = new { users = new[] { writer }, clients = Array.Empty<string>(), groups = Array.Empty<string>() } })));

        // its admin: a node, the groups
        var admin = new SignedClient(address, writer, writerKey);
        Expect(201, await admin.Post($"/organizations/{org}/clients", Body(new { name = node, public_key = TestKeys.MinePublic })));
        Expect(201, await admin.Post($"/organizations/{org}/groups", Body(new { groupname = "pushy_job_writers" })));
        Expect(200, await admin.Send("PUT", $"/organizations/{org}/groups/pushy_job_writers", Body(new { users = new[] { writer } })));
        Expect(201, await admin.Post($"/organizations/{org}/groups", Body(new { groupname = "pushy_job_readers", users = new[] { reader }, groups = new[] { "pushy_job_writers" } })));

        // and a job
        await using var agent = await SimulatedAgent.Connect(directory.Server, org, node);
        var onlooker = new SignedClient(address, reader, TestKeys.Other);
        var jobs = $"/organizations/{org}/pushy/jobs";
        var job = Body(new { command = "true", nodes = new[] { node } });
        Expect(403, await onlooker.Post(jobs, job));
        var id = Expect(201, await admin.Post(jobs, job)).GetProperty("id").GetString();
        Assert.Equal("true", Expect(200, await onlooker.Get($"{jobs}/{id}")).GetProperty("command").GetString());
        Assert.Equal(403, (await root.Get($"{jobs}/{id}")).Status); // a superuser manages; jobs are for members
    }
}

[Collection(DirectoryRestTests.Name)]
public sealed class WholeOrganizationTestsOnSqlite(DirectoryServer directory) : WholeOrganizationTests(directory);

[Collection(PostgresDirectoryTests.Name)]
public sealed class WholeOrganizationTestsOnPostgres : WholeOrganizationTests
{
    public WholeOrganizationTestsOnPostgres(PostgresDirectoryServer directory)
        : base(directory) => Skip.If(PostgresServer.Programs is null, PostgresDirectoryTests.Missing);
}
