using System.Text;
using Pushy.Server.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Gateway;

/// <summary>
/// A server whose organization has "things" beside what is real: each kind of route and permission once, so that the gateway is
/// tested apart from jobs. acme knows alice (admin), bob, mallory's organization is another; the node web1.
/// </summary>
public sealed class ThingServer : IAsyncLifetime
{
    public const string Things = "/organizations/acme/pushy/things";

    public TestServer Server { get; private set; } = null!;

    public SignedClient Alice => Server.As("alice");

    public SignedClient Bob => Server.As("bob");

    public SignedClient Web1 => Server.As("web1");

    public async Task InitializeAsync()
    {
        Server = await TestServer.Start(Map);
        var admin = Server.Admin;
        await Server.User("alice", admin: true);
        await Server.User("bob");
        await Server.Node("web1");
        await Server.Made(admin.CreateOrganization("evil", "Evil", default));
        await Server.Made(admin.CreateUser("evil", "mallory", TestKeys.MinePublic, true, default));
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    public static void Map(RouteTable routes)
    {
        routes.Map(new Route("GET", "/organizations/{org}/pushy/things", Answer.JsonType, Permission.ReadJobs, WhoAsks));
        routes.Map(new Route("POST", "/organizations/{org}/pushy/things", Answer.JsonType, Permission.WriteJobs, WhoAsks) { ReadBody = NotBad });
        routes.Map(new Route("GET", "/organizations/{org}/pushy/things/{id}", Answer.JsonType, Permission.ReadJobs, WhoAsks)
        {
            Find = context => ValueTask.FromResult<object?>(context.Values["id"] == "missing" ? null : "found"),
        });
        routes.Map(new Route("GET", "/organizations/{org}/pushy/things/{id}/octets", Answer.OctetType, Permission.ReadJobs,
            context => ValueTask.FromResult<Answer>(new Answer.Body(200, Answer.OctetType, Encoding.UTF8.GetBytes(context.Values["id"])))));
        routes.Map(new Route("GET", "/organizations/{org}/pushy/own/{node}", Answer.JsonType, Permission.OwnNode, WhoAsks));
        routes.Map(new Route("GET", "/pushy/broken", Answer.JsonType, Permission.Public,
            _ => throw new InvalidOperationException("secret detail")));
    }

    private static BodyReading NotBad(ReadOnlyMemory<byte> body) => body.Span.SequenceEqual("bad"u8)
        ? new BodyReading.Invalid(Refusal.JobBody("invalid JSON"))
        : new BodyReading.Valid(body.Length);

    private static ValueTask<Answer> WhoAsks(RequestContext context) => ValueTask.FromResult<Answer>(new Answer.Body(
        context.Route.Method == "POST" ? 201 : 200,
        Answer.JsonType,
        Encoding.UTF8.GetBytes($"{context.Requestor.Type} {context.Requestor.Name} in {context.Organization.Name}, {context.Dialect}")));
}
