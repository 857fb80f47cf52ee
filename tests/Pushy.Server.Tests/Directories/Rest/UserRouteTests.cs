using System.Security.Cryptography;
using Pushy.Server.Tests.Hosting;
using Pushy.Tests.Shared;
using static Pushy.Server.Tests.Directories.Rest.DirectoryServer;

namespace Pushy.Server.Tests.Directories.Rest;

public abstract class UserRouteTests(DirectoryServer directory)
{
    private SignedClient RootVersion1 => new(directory.Server.Address, "root", TestKeys.Mine) { ServerApiVersion = 1 };

    [SkippableFact]
    public async Task A_user_is_made_shown_listed_and_deleted()
    {
        var name = directory.New("user");
        var reply = await directory.Root.Post("/users", Body(new
        {
            name,
            username = name,
            display_name = "A. User",
            first_name = "A.",
            middle_name = "x",
            last_name = "User",
            email = "a@example.com",
            password = "hunter22",
            public_key = TestKeys.OtherPublic,
        }));
        Assert.Equal($"{directory.Server.Address}/users/{name}", Expect(201, reply).GetProperty("uri").GetString());
        Assert.False(Expect(201, reply).TryGetProperty("private_key", out _));

        var own = new SignedClient(directory.Server.Address, name, TestKeys.Other);
        Assert.Equal(
            $$"""{"username":"{{name}}","display_name":"A. User","first_name":"A.","middle_name":"x","last_name":"User","email":"a@example.com"}""",
            (await own.Get($"/users/{name}")).Body);
        Assert.EndsWith($"/users/{name}", Expect(200, await directory.Root.Get("/users")).GetProperty(name).GetString());
        Assert.Equal(name, Expect(200, await directory.Root.Send("DELETE", $"/users/{name}", (string?)null)).GetProperty("name").GetString());
        Refused(404, "no such user", await directory.Root.Get($"/users/{name}"));
        Refused(401, "Failed to authenticate", await own.Get($"/users/{name}"));
    }

    [SkippableFact]
    public async Task The_server_makes_a_key_when_asked_and_shows_its_private_half_once()
    {
        var name = directory.New("user");
        var made = Expect(201, await RootVersion1.Post("/users", Body(new { name, create_key = true }))).GetProperty("chef_key");
        Assert.Equal(("default", "infinity"), (made.GetProperty("name").GetString(), made.GetProperty("expiration_date").GetString()));
        using var key = Private(made.GetProperty("private_key"));
        var own = new SignedClient(directory.Server.Address, name, key);
        Expect(200, await own.Get($"/users/{name}"));
        Assert.DoesNotContain("PRIVATE", (await own.Get($"/users/{name}/keys/default")).Body, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Without_asking_only_clients_of_API_version_0_get_a_key()
    {
        var name = directory.New("user");
        Assert.False(Expect(201, await RootVersion1.Post("/users", Body(new { name }))).TryGetProperty("chef_key", out _));
        Assert.Equal("[]", (await directory.Root.Get($"/users/{name}/keys")).Body);
        Assert.True(Expect(201, await directory.Root.Post("/users", Body(new { name = directory.New("user") }))).TryGetProperty("private_key", out _));
        Assert.False(Expect(201, await directory.Root.Post("/users", Body(new { name = directory.New("user"), create_key = false }))).TryGetProperty("private_key", out _));
    }

    [SkippableTheory]
    [InlineData("""{}""", "'username'")]
    [InlineData("""{"name":"x","username":"y"}""", "'username'")]
    [InlineData("""{"name":"a b"}""", "user name 'a b'")]
    [InlineData("""{"name":"a\u0000b"}""", "'name'")]
    [InlineData("""{"name":"x","email":5}""", "'email'")]
    [InlineData("""{"name":"x","display_name":"a\nb"}""", "'display_name'")]
    [InlineData("""{"name":"x","create_key":"yes"}""", "'create_key'")]
    [InlineData("""{"name":"x","public_key":"no key"}""", "'public_key'")]
    [InlineData("""{"name":"x","public_key":7}""", "'public_key'")]
    [InlineData("""{"name":"x","public_key":"no key","create_key":true}""", "'public_key'")]
    [InlineData("""{"name":"x","superuser":true}""", "'superuser'")]
    public async Task A_body_that_is_not_one_names_the_field(string body, string part) => Refused(400, part, await directory.Root.Post("/users", body));

    [SkippableFact]
    public async Task Keys_may_come_in_three_forms_and_not_private_or_weak()
    {
        using var small = RSA.Create(1024);
        using var large = RSA.Create(4096);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", TestKeys.Mine, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        foreach (var pem in new[] { TestKeys.MinePublic, TestKeys.Mine.ExportRSAPublicKeyPem(), certificate.ExportCertificatePem() })
        {
            var name = directory.New("user");
            Expect(201, await directory.Root.Post("/users", Body(new { name, public_key = pem })));
            Assert.Equal(TestKeys.MinePublic, Expect(200, await directory.Server.As(name).Get($"/users/{name}/keys/default")).GetProperty("public_key").GetString());
        }

        foreach (var pem in new[] { TestKeys.Mine.ExportPkcs8PrivateKeyPem(), small.ExportSubjectPublicKeyInfoPem() })
            Refused(400, "'public_key'", await directory.Root.Post("/users", Body(new { name = directory.New("user"), public_key = pem })));
        Expect(201, await directory.Root.Post("/users", Body(new { name = directory.New("user"), public_key = large.ExportSubjectPublicKeyInfoPem() })));
    }

    [SkippableFact]
    public async Task A_name_that_is_taken_is_409() => Refused(409, "'root'", await directory.Root.Post("/users", Body(new { name = "root" })));

    [SkippableFact]
    public async Task Others_may_neither_make_nor_see_nor_delete_users()
    {
        var org = await directory.Organization();
        foreach (var who in new[] { org.Admin, org.User })
        {
            Refused(403, "does not have access", await who.Get("/users"));
            Refused(403, "does not have access", await who.Post("/users", Body(new { name = directory.New("user") })));
            Refused(403, "does not have access", await who.Get("/users/root"));
            Refused(403, "does not have access", await who.Get("/users/nobody"));
            Refused(403, "does not have access", await who.Get("/users/root/keys"));
            Refused(403, "does not have access", await who.Send("DELETE", $"/users/{org.UserName}", (string?)null));
        }

        Refused(401, "Invalid signature", await new SignedClient(directory.Server.Address, "root", TestKeys.Other).Get("/users"));
        Refused(401, "Failed to authenticate", await directory.Server.As("nobody").Get("/users"));
        Assert.Equal(400, (await SignedClient.Send(directory.Server.Address, "GET", "/users", null)).Status);
    }

    [SkippableFact]
    public async Task A_client_of_the_same_name_is_not_the_user()
    {
        var org = await directory.Organization();
        using var key = RSA.Create(2048);
        Expect(201, await org.Admin.Post($"{org.Path}/clients", Body(new { name = "root", public_key = key.ExportSubjectPublicKeyInfoPem() })));
        var client = new SignedClient(directory.Server.Address, "root", key);
        Refused(401, "Invalid signature", await client.Get("/users"));
        Refused(403, "does not have access", await client.Send("DELETE", org.Path, (string?)null));
        Expect(200, await client.Get($"{org.Path}/clients/root"));
    }

    [SkippableFact]
    public async Task A_deleted_user_leaves_organizations_groups_and_tokens()
    {
        var org = await directory.Organization();
        var token = (await directory.Server.Command("token", "create", org.Name, org.UserName)).Output.Trim();
        Expect(200, await Bearer("GET", $"{org.Path}/pushy/jobs"));
        Expect(201, await org.Admin.Post($"{org.Path}/groups", Body(new { groupname = "g", users = new[] { org.UserName } })));
        Expect(200, await directory.Root.Send("DELETE", $"/users/{org.UserName}", (string?)null));

        Assert.Equal(401, (await Bearer("GET", $"{org.Path}/pushy/jobs")).Status);
        Refused(401, "Failed to authenticate", await org.User.Get($"{org.Path}/pushy/jobs"));
        Assert.Equal(0, Expect(200, await org.Admin.Get($"{org.Path}/groups/g")).GetProperty("users").GetArrayLength());
        await directory.User(org.UserName);
        Refused(403, "not associated", await org.User.Get(org.Path)); // the same name is somebody new

        Task<Reply> Bearer(string method, string path) => SignedClient.Send(
            directory.Server.Address, method, path, null, request => request.Headers.Authorization = new("Bearer", token));
    }

    [SkippableFact]
    public async Task The_last_superuser_cannot_be_deleted()
    {
        await using var server = await TestServer.Start();
        Assert.Equal(0, (await server.Command("superuser", "create", "first", "--key-out", Path.Combine(server.Folder, "first.pem"))).ExitCode);
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(server.Folder, "first.pem")));
        var first = new SignedClient(server.Address, "first", key);
        Refused(403, "last superuser", await first.Send("DELETE", "/users/first", (string?)null));

        Expect(201, await first.Post("/users", Body(new { name = "second", public_key = TestKeys.MinePublic })));
        Refused(403, "does not have access", await server.As("second").Get("/users"));
        Assert.Equal(0, (await server.Command("superuser", "grant", "second")).ExitCode);
        Expect(200, await first.Send("DELETE", "/users/first", (string?)null));
        Expect(200, await server.As("second").Get("/users"));

        Assert.Equal("second\n", (await server.Command("superuser", "list")).Output);
        Assert.Equal(0, (await server.Command("superuser", "revoke", "second")).ExitCode);
        Refused(403, "does not have access", await server.As("second").Get("/users"));
    }
}

[Collection(DirectoryRestTests.Name)]
public sealed class SqliteUserRouteTests(DirectoryServer directory) : UserRouteTests(directory);

[Collection(PostgresDirectoryTests.Name)]
public sealed class PostgresUserRouteTests : UserRouteTests
{
    public PostgresUserRouteTests(PostgresDirectoryServer directory)
        : base(directory) => Skip.If(PostgresServer.Programs is null, PostgresDirectoryTests.Missing);
}
