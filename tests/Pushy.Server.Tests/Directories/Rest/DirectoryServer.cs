using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories.Rest;

/// <summary>A server with a superuser, root, and what tests do with the directory over REST. Tests take names of their own.</summary>
public class DirectoryServer : IAsyncLifetime
{
    private int _names;

    public TestServer Server { get; private set; } = null!;

    public SignedClient Root => Server.As("root");

    public virtual Task InitializeAsync() => Start([]);

    public virtual async Task DisposeAsync() => await Server.DisposeAsync();

    protected async Task Start(string[] sets)
    {
        Server = await TestServer.Start(sets: sets);
        await Server.Made(Server.Services.GetRequiredService<Superusers>().Create("root", TestKeys.MinePublic, default));
    }

    public string New(string prefix) => $"{prefix}{Interlocked.Increment(ref _names)}";

    /// <summary>A new user whose key is <see cref="TestKeys.Mine"/>.</summary>
    public async Task<SignedClient> User(string name)
    {
        Expect(201, await Root.Post("/users", Body(new { name, public_key = TestKeys.MinePublic })));
        return Server.As(name);
    }

    /// <summary>A new organization with an admin and a user, whose keys are <see cref="TestKeys.Mine"/>.</summary>
    public async Task<ManagedOrganization> Organization()
    {
        var (org, admin, user) = (New("org"), New("admin"), New("user"));
        Expect(201, await Root.Post("/organizations", Body(new { name = org, full_name = org })));
        foreach (var name in new[] { admin, user })
        {
            await User(name);
            Expect(201, await Root.Post($"/organizations/{org}/users", Body(new { username = name })));
        }

        Expect(200, await Root.Send("PUT", $"/organizations/{org}/groups/admins", Body(new { users = new[] { admin } })));
        return new ManagedOrganization(this, org, admin, user);
    }

    public static string Body(object body) => JsonSerializer.Serialize(body);

    public static JsonElement Expect(int status, Reply reply)
    {
        Assert.True(status == reply.Status, $"{reply.Status} {reply.Body}");
        return JsonDocument.Parse(reply.Body).RootElement;
    }

    /// <summary>An error of the list shape whose text has a part in it.</summary>
    public static void Refused(int status, string part, Reply reply)
    {
        var errors = Expect(status, reply).GetProperty("error");
        Assert.Contains(part, Assert.Single(errors.EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    public static RSA Private(JsonElement text)
    {
        var key = RSA.Create();
        key.ImportFromPem(text.GetString());
        return key;
    }
}

/// <param name="Directory">Where it is.</param>
/// <param name="Name">Name of the organization.</param>
/// <param name="AdminName">Name of its admin.</param>
/// <param name="UserName">Name of a user who is no admin.</param>
public sealed record ManagedOrganization(DirectoryServer Directory, string Name, string AdminName, string UserName)
{
    public string Path => $"/organizations/{Name}";

    public SignedClient Admin => Directory.Server.As(AdminName);

    public SignedClient User => Directory.Server.As(UserName);

    public SignedClient Root => Directory.Root;

    /// <summary>A new client whose key is <see cref="TestKeys.Mine"/>.</summary>
    public async Task<SignedClient> Client(string name)
    {
        DirectoryServer.Expect(201, await Admin.Post($"{Path}/clients", DirectoryServer.Body(new { name, public_key = TestKeys.MinePublic })));
        return Directory.Server.As(name);
    }
}

[CollectionDefinition(Name)]
public sealed class DirectoryRestTests : ICollectionFixture<DirectoryServer>
{
    public const string Name = "directory over REST";
}
