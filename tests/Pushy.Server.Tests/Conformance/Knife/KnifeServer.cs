using System.Text.Json;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.Jobs;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Jobs;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Conformance.Knife;

/// <summary>
/// Our server as the captures' stand-in was set up, whose sign-in goes by the captures' time. A job that a captured request made has an id of
/// ours; for the signed requests that name the stand-in's id a twin is submitted under that id.
/// </summary>
internal sealed class KnifeServer : IAsyncDisposable
{
    private const string Reader = "reader";

    private readonly string _organization;

    private KnifeServer(TestServer server, string organization)
    {
        Server = server;
        _organization = organization;
    }

    public TestServer Server { get; }

    public static async Task<(KnifeServer, KnifeNode)> Start(KnifeCapture capture)
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        var server = await TestServer.Start(
            services: services => services
                .AddSingleton(all => new CredentialReader(all.GetRequiredService<SignInOptions>(), clock))
                .AddSingleton(all => ActivatorUtilities.CreateInstance<Authenticator>(all, clock)),
            sets: "pushy.permissions.readers-see-env=true");   // as the stand-in: bob, who only reads, was shown alice's variables
        await server.Made(server.Admin.CreateUser("acme", "alice", capture.Keys["alice_public_pem"], true, default));
        await server.Made(server.Admin.CreateUser("acme", "bob", capture.Keys["bob_public_pem"], false, default));
        await server.User(Reader);
        await server.Node(KnifeNode.Name);
        var node = await KnifeNode.Connect(server);
        clock.Advance(KnifeCapture.At - clock.GetUtcNow());
        var organization = await server.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default);
        return (new KnifeServer(server, organization!.Id), node);
    }

    /// <summary>Sends a captured request, signature and all.</summary>
    public Task<Reply> Replay(KnifeRequest request, string? body = null) =>
        SignedClient.Send(Server.Address, request.Method, request.Target, body ?? (request.Method == "POST" ? request.Body : null), message =>
        {
            foreach (var header in request.Headers)
            {
                if (header[0] is "Content-Type" or "Content-Length")   // there already, by the body
                    continue;
                message.Headers.TryAddWithoutValidation(header[0], header[1]);
            }
        });

    /// <summary>A job under the stand-in's id, asked for by a captured body.</summary>
    public async Task Submit(string id, string body)
    {
        var request = Assert.IsType<JobRequestResult.Accepted>(JobRequest.Read(System.Text.Encoding.UTF8.GetBytes(body), 100, 3600, int.MaxValue)).Request;
        var spec = JobSpecs.Of(request, new JobId(id), _organization, "alice", TimeSpan.FromMinutes(1));
        var jobs = Server.Services.GetRequiredService<IRequiredActor<JobActor>>().ActorRef;
        var reply = await jobs.Ask<JobReply>(new ShardingEnvelope(id, new JobCommand.Submit(spec) { BeginBy = DateTimeOffset.UtcNow.AddMinutes(1) }), TimeSpan.FromMinutes(1));
        Assert.Null(reply.Refusal);
    }

    public Task<JsonElement> Job(string id) => Read($"jobs/{id}");

    public async Task<JsonElement> Read(string path)
    {
        var reader = new SignedClient(Server.Address, Reader, TestKeys.Mine) { At = KnifeCapture.At, ServerApiVersion = 2 };
        var reply = await reader.Get($"/organizations/acme/pushy/{path}");
        Assert.True(reply.Status == 200, $"{path}: {reply.Status} {reply.Body}");
        return Cast.JsonElement(reply);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
