using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;
using Pushy.Tests.Shared;
using static Pushy.Server.Tests.Directories.Rest.DirectoryServer;

namespace Pushy.Server.Tests.Directories.Rest;

public abstract class KeyRouteTests(DirectoryServer directory)
{
    private string Address => directory.Server.Address;

    [SkippableFact]
    public async Task A_user_rotates_the_own_key()
    {
        var name = directory.New("user");
        var old = await directory.User(name);
        var made = await old.Post($"/users/{name}/keys", Body(new { name = "next", create_key = true, expiration_date = "infinity" }));
        Assert.Equal($"{Address}/users/{name}/keys/next", Expect(201, made).GetProperty("uri").GetString());
        using var key = Private(Expect(201, made).GetProperty("private_key"));
        var next = new SignedClient(Address, name, key);

        Expect(200, await next.Get($"/users/{name}"));
        Expect(200, await old.Get($"/users/{name}")); // both count
        Assert.Equal(
            $$"""[{"uri":"{{Address}}/users/{{name}}/keys/default","name":"default","expired":false},{"uri":"{{Address}}/users/{{name}}/keys/next","name":"next","expired":false}]""",
            (await next.Get($"/users/{name}/keys")).Body);

        var gone = Expect(200, await next.Send("DELETE", $"/users/{name}/keys/default", (string?)null));
        Assert.Equal(("default", TestKeys.MinePublic), (gone.GetProperty("name").GetString(), gone.GetProperty("public_key").GetString()));
        Refused(401, "Invalid signature", await old.Get($"/users/{name}"));
        Refused(404, "no key", await next.Get($"/users/{name}/keys/default"));
    }

    [SkippableFact]
    public async Task A_node_rotates_the_own_key_and_the_old_one_ends_at_once()
    {
        var org = await directory.Organization();
        var web1 = await org.Client("web1");
        var jobs = $"{org.Path}/pushy/jobs";
        Expect(200, await web1.Get(jobs));
        Expect(201, await web1.Post($"{org.Path}/clients/web1/keys", Body(new { name = "next", public_key = TestKeys.OtherPublic })));
        var next = new SignedClient(Address, "web1", TestKeys.Other);
        Expect(200, await next.Get(jobs));
        Expect(200, await next.Send("DELETE", $"{org.Path}/clients/web1/keys/default", (string?)null));
        Refused(401, "Invalid signature", await web1.Get(jobs));
    }

    [SkippableFact]
    public async Task A_key_is_changed_in_place()
    {
        var name = directory.New("user");
        var user = await directory.User(name);
        var path = $"/users/{name}/keys/default";
        Assert.Equal("2030-01-02T03:04:05Z", Expect(200, await user.Send("PUT", path, """{"expiration_date":"2030-01-02T03:04:05Z"}""")).GetProperty("expiration_date").GetString());
        var replaced = Expect(200, await user.Send("PUT", path, Body(new { public_key = TestKeys.OtherPublic })));
        Assert.Equal((TestKeys.OtherPublic, "2030-01-02T03:04:05Z"), (replaced.GetProperty("public_key").GetString(), replaced.GetProperty("expiration_date").GetString()));
        Refused(401, "Invalid signature", await user.Get(path));

        var other = new SignedClient(Address, name, TestKeys.Other);
        var renamed = await other.Send("PUT", path, """{"name":"laptop","expiration_date":"infinity"}""");
        Assert.Equal(("laptop", "infinity"), (Expect(201, renamed).GetProperty("name").GetString(), Expect(201, renamed).GetProperty("expiration_date").GetString()));
        Assert.Equal($"{Address}/users/{name}/keys/laptop", renamed.Header("Location"));

        var made = Expect(200, await other.Send("PUT", $"/users/{name}/keys/laptop", """{"create_key":true}"""));
        using var key = Private(made.GetProperty("private_key"));
        Expect(200, await new SignedClient(Address, name, key).Get($"/users/{name}"));
    }

    [SkippableFact]
    public async Task An_expired_key_verifies_nothing()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var server = await TestServer.Start(services: services => services.AddSingleton<TimeProvider>(clock));
        await server.User("alice");
        var end = new DateTimeOffset(clock.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero).AddSeconds(60);
        SignedClient Mine() => new(server.Address, "alice", TestKeys.Mine) { At = clock.GetUtcNow() };
        SignedClient Second() => new(server.Address, "alice", TestKeys.Other) { At = clock.GetUtcNow() };
        Expect(201, await Mine().Post("/users/alice/keys", Body(new { name = "short", public_key = TestKeys.OtherPublic, expiration_date = end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") })));

        clock.Advance(end - clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        Expect(200, await Second().Get("/users/alice"));
        Expect(200, await Second().Get("/organizations/acme/pushy/jobs"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Refused(401, "Invalid signature", await Second().Get("/users/alice"));
        Refused(401, "Invalid signature", await Second().Get("/organizations/acme/pushy/jobs")); // remembered or not
        Assert.Contains("\"name\":\"short\",\"expired\":true", (await Mine().Get("/users/alice/keys")).Body, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("""{"name":"k"}""", "'public_key'")]
    [InlineData("""{"name":"k","create_key":false}""", "'public_key'")]
    [InlineData("""{"create_key":true}""", "'name'")]
    [InlineData("""{"name":"a/b","create_key":true}""", "key name 'a/b'")]
    [InlineData("""{"name":"k","create_key":true,"expiration_date":"tomorrow"}""", "'expiration_date'")]
    [InlineData("""{"name":"k","create_key":true,"expiration_date":"2030-01-02T03:04:05+01:00"}""", "'expiration_date'")]
    [InlineData("""{"name":"k","create_key":true,"expiration_date":null,"public_key":"x"}""", "'public_key'")]
    [InlineData("""{"name":"k","create_key":true,"bits":512}""", "'bits'")]
    public async Task A_body_that_is_not_one_names_the_field(string body, string part) => Refused(400, part, await directory.Root.Post("/users/root/keys", body));

    [SkippableFact]
    public async Task Names_of_keys_are_taken_once_and_missing_ones_are_404()
    {
        var name = directory.New("user");
        var user = await directory.User(name);
        Refused(409, "'default'", await user.Post($"/users/{name}/keys", Body(new { name = "default", public_key = TestKeys.OtherPublic })));
        Expect(201, await user.Post($"/users/{name}/keys", Body(new { name = "b", public_key = TestKeys.OtherPublic })));
        Refused(409, "'b'", await user.Send("PUT", $"/users/{name}/keys/default", """{"name":"b"}"""));
        foreach (var method in new[] { "GET", "DELETE" })
            Refused(404, "no key", await user.Send(method, $"/users/{name}/keys/none", (string?)null));
        Refused(404, "no key", await user.Send("PUT", $"/users/{name}/keys/none", "{}"));
        Refused(404, "no such user", await directory.Root.Get("/users/nobody/keys"));
        Refused(404, "no such user", await directory.Root.Post("/users/nobody/keys", """{"name":"k","create_key":true}"""));
        var org = await directory.Organization();
        Refused(404, "no such user or client", await org.Admin.Get($"{org.Path}/clients/nobody/keys"));
    }

    [SkippableFact]
    public async Task Twenty_keys_are_the_most()
    {
        var name = directory.New("user");
        var user = await directory.User(name);
        for (var i = 1; i < KeyStore.MaxKeys; i++)
            Expect(201, await user.Post($"/users/{name}/keys", Body(new { name = $"k{i}", public_key = TestKeys.OtherPublic })));
        Refused(400, "20 keys", await user.Post($"/users/{name}/keys", Body(new { name = "more", public_key = TestKeys.OtherPublic })));
    }

    [SkippableFact]
    public async Task Who_loses_the_last_key_is_given_one_by_a_superuser()
    {
        var name = directory.New("user");
        var user = await directory.User(name);
        Expect(200, await user.Send("DELETE", $"/users/{name}/keys/default", (string?)null));
        Refused(401, "Invalid signature", await user.Get($"/users/{name}"));
        Expect(201, await directory.Root.Post($"/users/{name}/keys", Body(new { name = "anew", public_key = TestKeys.MinePublic })));
        Expect(200, await user.Get($"/users/{name}"));
    }

    [SkippableFact]
    public async Task PUT_needs_a_JSON_content_type() =>
        Assert.Equal(415, (await directory.Root.Send("PUT", "/users/root/keys/default", "{}", request =>
            request.Content!.Headers.ContentType = new("text/plain"))).Status);
}

[Collection(DirectoryRestTests.Name)]
public sealed class SqliteKeyRouteTests(DirectoryServer directory) : KeyRouteTests(directory);

[Collection(PostgresDirectoryTests.Name)]
public sealed class PostgresKeyRouteTests : KeyRouteTests
{
    public PostgresKeyRouteTests(PostgresDirectoryServer directory)
        : base(directory) => Skip.If(PostgresServer.Programs is null, PostgresDirectoryTests.Missing);
}
