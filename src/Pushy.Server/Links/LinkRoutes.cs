using System.Net.WebSockets;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Hosting;
using Pushy.Actors;
using Pushy.Actors.Links;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Diagnosis;
using Pushy.Domain.Nodes;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Metrics;
using Pushy.Server.Nodes;
using Pushy.Server.Standings;

namespace Pushy.Server.Links;

/// <summary><c>GET /organizations/ORG/pushy/link/NODE</c>: an agent's WebSocket, signed with the node's own key.</summary>
internal static class LinkRoutes
{
    /// <summary>How long an agent may take to say hello.</summary>
    private static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a link may take to end once either side has said goodbye.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private const int MaxIncarnationLength = 64;
    private const int KeepAlivesInIdleTimeout = 3;

    public static void MapLinks(this RouteTable routes, IServiceProvider services)
    {
        var links = new Links(
            services.GetRequiredService<ActorSystem>(),
            services.GetRequiredService<IRequiredActor<PresenceActor>>(),
            services.GetRequiredService<NodeSightings>(),
            services.GetRequiredService<OpenStandings>(),
            services.GetRequiredService<ServerOptions>(),
            services.GetRequiredService<LinkMetrics>(),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<TimeProvider>());
        routes.Map(new Route("GET", "/organizations/{org}/pushy/link/{node}", null, Permission.OwnNode, links.Serve) { Refused = links.Refused });
    }

    private sealed class Links(
        ActorSystem system, IRequiredActor<PresenceActor> presence, NodeSightings sightings, OpenStandings standings, ServerOptions server, LinkMetrics metrics, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        private readonly LinkOptions _options = server.Link;
        private int _open;

        public async ValueTask<Answer> Serve(RequestContext context)
        {
            if (!context.Http.WebSockets.IsWebSocketRequest)
                return Refusal.UpgradeRequired;

            try
            {
                if (Interlocked.Increment(ref _open) > _options.MaxLinks || lifetime.ApplicationStopping.IsCancellationRequested)
                    return Refusal.TooManyLinks;

                await Talk(context, new NodeKey(context.Organization.Id, new NodeName(context.Values["node"])));
                return new Answer.Written();
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }

        public void Refused(RequestContext context, Refusal refusal)
        {
            if (LinkSignIn.Refused(context, refusal, time.GetUtcNow(), server.SignIn.ClockSkew) is { } sighting)
                sightings.Refused(sighting);
        }

        private async Task Talk(RequestContext context, NodeKey key)
        {
            var http = context.Http;
            HttpMetrics.IsLongLived(context);
            var (remote, skew) = (context.Remote.ToString(), LinkSignIn.ClockSkew(http.Request, time.GetUtcNow()));
            using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = _options.IdleTimeout / KeepAlivesInIdleTimeout,
                KeepAliveTimeout = _options.IdleTimeout - (_options.IdleTimeout / KeepAlivesInIdleTimeout),
            });
            var outbox = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(_options.OutboxFrames) { SingleReader = true });
            var standing = context.Standing ?? throw new InvalidOperationException("a link is a GET of a node that signed in");
            var agent = new AgentSocket(socket, outbox, _options.MaxFrameBytes, cancel => standings.Confirm(standing, cancel), time);
            standing.CloseWith(reason => agent.Close(LinkEnd.RightEnded, reason));
            metrics.Opened(outbox.Reader);
            try
            {
                await Talk(standing, key, agent, outbox, hello => new LinkSighting(key, Guid.NewGuid(), time.GetUtcNow(), remote, hello.Version, hello.Platform, skew));
            }
            finally
            {
                metrics.Closed(outbox.Reader, agent.End);
            }
        }

        private async Task Talk(Standing standing, NodeKey key, AgentSocket agent, Channel<byte[]> outbox, Func<AgentMessage.Hello, LinkSighting> see)
        {
            var http = standing.Context.Http;
            using var stopping = lifetime.ApplicationStopping.UnsafeRegister(
                one => ((AgentSocket)one!).Close(LinkEnd.HostStopping, "the server is stopping", WebSocketCloseStatus.EndpointUnavailable), agent);
            var sending = agent.Send(http.RequestAborted);
            var listening = Listen(agent, outbox, see, standing, key, http.RequestAborted);

            // Whoever ends first: the agent, or we, who then do not wait for ever for it to agree, nor for it to read.
            await Task.WhenAny(listening, sending, agent.AskedToClose);
            await using var patience = time.CreateTimer(one => ((HttpContext)one!).Abort(), http, CloseTimeout, Timeout.InfiniteTimeSpan);
            agent.Close(LinkEnd.ConnectionLost, "goodbye", WebSocketCloseStatus.NormalClosure);
            await sending;
            await listening;
            await agent.Drain(http.RequestAborted);
        }

        private async Task Listen(AgentSocket agent, Channel<byte[]> outbox, Func<AgentMessage.Hello, LinkSighting> see, Standing standing, NodeKey key, CancellationToken cancel)
        {
            if (await Hello(agent, key, cancel) is not { } hello)
                return;

            var sighting = see(hello);
            sightings.Saw(sighting);
            var link = system.ActorOf(Producing.Of(() => new LinkActor(key, hello, outbox.Writer, (end, reason) => agent.Close(end, reason), presence.ActorRef)));
            standing.CloseWith(reason =>
            {
                agent.Close(LinkEnd.RightEnded, reason);
                link.Tell(new RightEnded(reason));   // its node is offline now, however long the agent takes to go
            });
            try
            {
                while (await agent.Receive(cancel) is { } message)
                    link.Tell(message);
            }
            finally
            {
                link.Tell(new SocketEnded(agent.WhyEnded));
                if (standing.IsOfNobody)
                    sightings.Forget(key);
                else
                    sightings.Saw(sighting with { EndedAt = time.GetUtcNow(), End = EndingOf(agent.WhyEnded) });
            }
        }

        private LinkEnding EndingOf(DownReason why) => why switch
        {
            DownReason.AgentStopped => LinkEnding.AgentStopped,
            _ when lifetime.ApplicationStopping.IsCancellationRequested => LinkEnding.ServerStopped,
            _ => LinkEnding.ConnectionLost,
        };

        private async Task<AgentMessage.Hello?> Hello(AgentSocket agent, NodeKey key, CancellationToken cancel)
        {
            var tooLate = $"no hello came within {HelloTimeout.TotalSeconds:F0} s";
            await using var patience = time.CreateTimer(_ => agent.Close(LinkEnd.BadHello, tooLate), null, HelloTimeout, Timeout.InfiniteTimeSpan);
            switch (await agent.Receive(cancel))
            {
                case null:
                    return null;
                case AgentMessage.Hello { IncarnationId: not { Length: > 0 and <= MaxIncarnationLength } }:
                    agent.Close(LinkEnd.BadHello, $"hello needs an incarnation_id of 1 to {MaxIncarnationLength} characters");
                    return null;
                case AgentMessage.Hello hello when hello.Node == key.Node.Value:
                    return hello;
                case AgentMessage.Hello:
                    agent.Close(LinkEnd.BadHello, "hello names another node than the one that signed in");
                    return null;
                default:
                    agent.Close(LinkEnd.BadHello, "the first frame must be a hello");
                    return null;
            }
        }
    }
}
