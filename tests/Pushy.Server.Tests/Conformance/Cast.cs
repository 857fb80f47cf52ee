using System.Net.Http.Headers;
using System.Text.Json;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Conformance;

/// <summary>Who asks in a conformance case.</summary>
public enum Persona
{
    Admin,
    OrdinaryUser,
    Client,
    AdminClient,

    /// <summary>A name that exists nowhere.</summary>
    Invalid,

    /// <summary>A user of another organization.</summary>
    Outsider,

    /// <summary>The client's name with another key.</summary>
    WrongKey,
}

/// <summary>How an organization's groups of readers and writers are set up.</summary>
public enum Groups
{
    /// <summary>Neither exists.</summary>
    None,

    /// <summary>[G1]: both hold the ordinary user, the outsider and the client.</summary>
    Direct,

    /// <summary>[G2]: both hold only a group each, which holds the ordinary user and the client.</summary>
    Nested,
}

/// <summary>The people and programs of the conformance cases, the same in three organizations that differ in their groups. Nobody changes them.</summary>
public sealed class Cast : IAsyncLifetime
{
    /// <summary>Name by which clients know the server.</summary>
    public const string Host = "push.example.com";

    /// <summary>A valid job on a node that is offline.</summary>
    public const string ValidJob = """{"command":"sleep 1","nodes":["DONKEY"],"quorum":1,"run_timeout":3600}""";

    private readonly Dictionary<Groups, string> _jobs = [];

    public TestServer Server { get; private set; } = null!;

    public static string OrganizationOf(Groups groups) => groups switch
    {
        Groups.None => "no-groups",
        Groups.Direct => "g1",
        _ => "g2",
    };

    public static string NameOf(Persona who) => who switch
    {
        Persona.Admin => "pushy_admin",
        Persona.OrdinaryUser => "pushy_user",
        Persona.Client or Persona.WrongKey => "pushy_client",
        Persona.AdminClient => "pushy_admin_client",
        Persona.Invalid => "invalid",
        _ => "pushy_outsider",
    };

    public async Task InitializeAsync()
    {
        Server = await TestServer.Start(sets: ["pushy.jobs.linger=0s", "pushy.http.trusted-proxies=127.0.0.1", $"pushy.server.name={Host}", "pushy.limits.failed-sign-ins-per-minute=0"]);
        var admin = Server.Admin;
        await Server.Made(admin.CreateUser("acme", NameOf(Persona.Outsider), TestKeys.MinePublic, true, default));
        foreach (var groups in Enum.GetValues<Groups>())
        {
            var org = OrganizationOf(groups);
            await Server.Made(admin.CreateOrganization(org, org, default));
            foreach (var (user, isAdmin) in new[] { (NameOf(Persona.Admin), true), (NameOf(Persona.OrdinaryUser), false) })
                await Server.Made(groups == Groups.None ? admin.CreateUser(org, user, TestKeys.MinePublic, isAdmin, default) : admin.AddUser(org, user, isAdmin, default));
            foreach (var client in new[] { NameOf(Persona.Client), NameOf(Persona.AdminClient) })
                await Server.Made(admin.CreateClient(org, client, TestKeys.MinePublic, isNode: false, default));
            await Server.Made(admin.AddToGroup(org, "admins", "client", NameOf(Persona.AdminClient), default));
        }

        foreach (var group in new[] { "pushy_job_readers", "pushy_job_writers" })
        {
            await Fill(Groups.Direct, group, ("user", NameOf(Persona.OrdinaryUser)), ("user", NameOf(Persona.Outsider)), ("client", NameOf(Persona.Client)));
            await Fill(Groups.Nested, "nested_" + group, ("user", NameOf(Persona.OrdinaryUser)), ("client", NameOf(Persona.Client)));
            await Fill(Groups.Nested, group, ("group", "nested_" + group));
        }

        foreach (var groups in Enum.GetValues<Groups>())
            _jobs[groups] = await Finished(await Post(groups, groups == Groups.None ? Persona.Admin : Persona.OrdinaryUser, ValidJob), groups);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>A path of an organization, with the id of a job that has ended there for <c>ID</c>.</summary>
    public string Path(Groups groups, string rest) => $"/organizations/{OrganizationOf(groups)}/pushy/{rest.Replace("/ID", "/" + _jobs[groups], StringComparison.Ordinal)}";

    public Task<Reply> Send(Persona who, Groups groups, string method, string rest, string? body = null) =>
        Send(who, method, Path(groups, rest), body);

    public Task<Reply> Send(Persona who, string method, string path, string? body = null) =>
        new SignedClient(Server.Address, NameOf(who), who == Persona.WrongKey ? TestKeys.Other : TestKeys.Mine) { ServerApiVersion = 1 }
            .Send(method, path, body, Usual);

    /// <summary>The headers that every case has, and that a proxy in front puts in.</summary>
    public static void Usual(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Add("X-Forwarded-Proto", "https");
    }

    /// <summary>Posts a job and gives its id.</summary>
    public async Task<string> Post(Groups groups, Persona who, string body)
    {
        var reply = await Send(who, "POST", $"/organizations/{OrganizationOf(groups)}/pushy/jobs", body);
        Assert.True(reply.Status == 201, reply.Body);
        return JsonElement(reply).GetProperty("uri").GetString()![^32..];
    }

    public static JsonElement JsonElement(Reply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);

        using var json = JsonDocument.Parse(reply.Body);
        return json.RootElement.Clone();
    }

    /// <summary>Waits until a job on offline nodes has ended.</summary>
    private async Task<string> Finished(string id, Groups groups)
    {
        var reader = groups == Groups.None ? Persona.Admin : Persona.OrdinaryUser;
        await Eventually.See(
            () => Send(reader, "GET", $"/organizations/{OrganizationOf(groups)}/pushy/jobs/{id}"), reply => reply.Body.Contains("quorum_failed", StringComparison.Ordinal));
        return id;
    }

    private async Task Fill(Groups groups, string group, params (string Kind, string Name)[] members)
    {
        var org = OrganizationOf(groups);
        await Server.Made(Server.Admin.CreateGroup(org, group, default));
        foreach (var (kind, name) in members)
            await Server.Made(Server.Admin.AddToGroup(org, group, kind, name, default));
    }
}

[CollectionDefinition(Name)]
public sealed class ConformanceTests : ICollectionFixture<Cast>
{
    public const string Name = "conformance";
}
