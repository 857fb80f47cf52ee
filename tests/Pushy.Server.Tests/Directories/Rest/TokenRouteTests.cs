using Pushy.Server.Tests.Hosting;
using Pushy.Tests.Shared;
using static Pushy.Server.Tests.Directories.Rest.DirectoryServer;

namespace Pushy.Server.Tests.Directories.Rest;

/// <summary>What a personal token may do with the directory.</summary>
public abstract class TokenRouteTests(DirectoryServer directory)
{
    [SkippableFact]
    public async Task An_admins_token_manages_its_organization_and_nothing_above_it()
    {
        var org = await directory.Organization();
        var token = (await directory.Server.Command("token", "create", org.Name, org.AdminName, "--scope", "admin")).Output.Trim();
        Expect(201, await Send(token, "POST", $"{org.Path}/groups", """{"name":"made-by-token"}"""));
        foreach (var path in new[] { "/organizations", "/users", $"/users/{org.AdminName}", $"/users/{org.AdminName}/keys" })
            Refused(403, "a token is for one organization", await Send(token, "GET", path));
    }

    [SkippableFact]
    public async Task A_token_that_may_only_read_changes_nothing()
    {
        var org = await directory.Organization();
        var token = (await directory.Server.Command("token", "create", org.Name, org.AdminName, "--scope", "read")).Output.Trim();
        Expect(200, await Send(token, "GET", $"{org.Path}/groups"));
        Refused(403, "may only read", await Send(token, "POST", $"{org.Path}/groups", """{"name":"g"}"""));
        Refused(403, "may only read", await Send(token, "PUT", $"{org.Path}/groups/admins", """{"users":[]}"""));
        Refused(403, "may only read", await Send(token, "DELETE", $"{org.Path}/users/{org.UserName}"));
    }

    [SkippableFact]
    public async Task A_superusers_token_is_an_ordinary_members()
    {
        var org = await directory.Organization();
        Expect(201, await directory.Root.Post($"{org.Path}/users", """{"username":"root"}"""));
        var token = (await directory.Server.Command("token", "create", org.Name, "root", "--scope", "admin")).Output.Trim();
        Expect(200, await Send(token, "GET", $"{org.Path}/groups"));
        Refused(403, "does not have access", await Send(token, "DELETE", org.Path));
    }

    private Task<Reply> Send(string token, string method, string path, string? body = null) => SignedClient.Send(
        directory.Server.Address, method, path, body, request => request.Headers.Authorization = new("Bearer", token));
}

[Collection(DirectoryRestTests.Name)]
public sealed class SqliteTokenRouteTests(DirectoryServer directory) : TokenRouteTests(directory);

[Collection(PostgresDirectoryTests.Name)]
public sealed class PostgresTokenRouteTests : TokenRouteTests
{
    public PostgresTokenRouteTests(PostgresDirectoryServer directory)
        : base(directory) => Skip.If(PostgresServer.Programs is null, PostgresDirectoryTests.Missing);
}
