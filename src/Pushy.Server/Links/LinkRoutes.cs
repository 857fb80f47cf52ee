using System.Net.WebSockets;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Hosting;
using Pushy.Actors;
using Pushy.Actors.Links;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Audit;
using Pushy.Domain.Diagnosis;
using Pushy.Domain.Nodes;
using Pushy.Server.Audit;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Metrics;
using Pushy.Server.NodeConfig;
using Pushy.Server.Nodes;
using Pushy.Server.SignIn;
using Pushy.Server.Standings;

namespace Pushy.Server.Links;

/// <summary><c>GET /organizations/ORG/pushy/link/NODE</c>: an agent's WebSocket, signed with the node's own key.</summary>
internal static class LinkRoutes
{
    /// <summary>How long a link may take to end once either side has said goodbye.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private const int KeepAlivesInIdleTimeout = 3;

    public static void MapLinks(this RouteTable routes, IServiceProvider services)
    {
        var links = ActivatorUtilities.CreateInstance<Links>(services);
        var settling = services.GetRequiredService<HostSettling>();
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(settling.Disturb);   // only now can nodes come
        routes.Map(new Route("GET", "/organizations/{org}/pushy/link/{node}", null, Permission.OwnNode, links.Serve) { Refused = links.Refused });
    }

    private sealed class Links(
        ActorSystem system, IRequiredActor<PresenceActor> presence, NodeSightings sightings, OpenStandings standings, ServerOptions server, LinkMetrics metrics, IHostApplicationLifetime lifetime,
        CredentialReader credentials, KeyRing keys, ServerKeys serverKeys, ReplayGuard replays, TimeProvider time, ILogger<Links> log)
    {
        private readonly LinkOptions _options = server.Link;
        private readonly LinkRegister _register = new(server.Link.MaxWaitingPerNode);
        private readonly FrameBudget _budget = new(server.Link.MaxUnfinishedBytes);
        private readonly LinkLog _log = new(log, time);
        private int _open;

        public async ValueTask<Answer> Serve(RequestContext context)
        {
            if (!context.Http.WebSockets.IsWebSocketRequest)
                return Refusal.UpgradeRequired;
            if (credentials.Read(context.Http.Request) is not Credentials.Signature { Headers: var signed } || !keys.TryGet(context.Requestor.PublicKeyPem ?? "", out var key))
                return Refusal.BadSignature(context.ClaimedName);   // the clock has run out meanwhile, or it was no signature

            LinkProof? proof = null;
            switch (LinkKnock.Of(context.Http, signed, _options.Unproven))
            {
                case LinkKnock.Refused { Refusal: var refusal }:
                    return refusal;
                case LinkKnock.Proving { Nonce: var nonce }:
                    proof = new LinkProof((await serverKeys.Get(context.Aborted)).Link, key, context.Values["org"], context.Values["node"], nonce);
                    break;
                case LinkKnock.Unproven when await replays.IsNew(context, signed) is not Freshness.New and var old:
                    return old == Freshness.Seen ? Refusal.LinkReplayed : Refusal.TooManySignedWrites;
            }

            try
            {
                if (Interlocked.Increment(ref _open) > _options.MaxLinks || lifetime.ApplicationStopping.IsCancellationRequested)
                    return Refusal.TooManyLinks;
                if (await Talk(context, new NodeKey(context.Organization.Id, new NodeName(context.Values["node"])), proof) is not { } refused)
                    return new Answer.Written();
                context.Actor = new AuditIdentity(AuditKind.Claimed, context.Requestor.Name);   // it had only a request of the node
                return refused;
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

        /// <returns>Why it was refused after all; null when the link was taken, or ended by itself.</returns>
        private async Task<Refusal?> Talk(RequestContext context, NodeKey key, LinkProof? proof)
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
            var agent = new AgentSocket(socket, outbox, _budget, _options.FrameTimeout, cancel => standings.Confirm(standing, cancel), time);
            standing.CloseWith(reason => agent.Close(LinkEnd.RightEnded, reason));
            using var place = _register.Open(key, () =>
            {
                agent.Close(LinkEnd.CrowdedOut, "this node has opened newer links");
                _log.CrowdedOut(context);
                http.Abort();   // it has no time for a goodbye
            });
            metrics.Opened(outbox.Reader);
            try
            {
                return await Talk(http, agent, Listen);
            }
            finally
            {
                metrics.Closed(outbox.Reader, agent.End);
                if (agent.End is LinkEnd.NodeInUse)
                    sightings.Refused(new RefusalSighting(context.Values["org"], key.Node.Value, time.GetUtcNow(), LinkRefusal.NodeInUse, remote, skew));
            }

            async Task<Refusal?> Listen()
            {
                if (proof is not null)
                    outbox.Writer.TryWrite(proof.Challenge());
                var isUnproven = proof is null;
                var (hello, refusal) = await LinkGreeting.Hear(agent, key.Node, proof, _options.HelloTimeout, time, http.RequestAborted);
                proof = null;   // links live long
                if (hello is null || !place.Talks())
                    return refusal;
                if (isUnproven)
                    _log.Unproven(context);
                agent.TakeFramesOf(_options.MaxFrameBytes);
                hello = hello with { Proof = null };
                await this.Listen(
                    agent, outbox, key, hello with { SettingsFault = null }, place,
                    new LinkSighting(key, Guid.NewGuid(), time.GetUtcNow(), remote, hello.Version, hello.Platform, skew) { IsUnproven = isUnproven, SettingsFault = LinkSighting.Cut(hello.SettingsFault) }, standing, http.RequestAborted);
                return null;
            }
        }

        private async Task<Refusal?> Talk(HttpContext http, AgentSocket agent, Func<Task<Refusal?>> listen)
        {
            using var stopping = lifetime.ApplicationStopping.UnsafeRegister(
                one => ((AgentSocket)one!).Close(LinkEnd.HostStopping, "the server is stopping", WebSocketCloseStatus.EndpointUnavailable), agent);
            var sending = agent.Send(http.RequestAborted);
            var listening = listen();

            // Whoever ends first: the agent, or we, who then do not wait for ever for it to agree, nor for it to read.
            await Task.WhenAny(listening, sending, agent.AskedToClose);
            await using var patience = time.CreateTimer(one => ((HttpContext)one!).Abort(), http, CloseTimeout, Timeout.InfiniteTimeSpan);
            agent.Close(LinkEnd.ConnectionLost, "goodbye", WebSocketCloseStatus.NormalClosure);
            await sending;
            var refusal = await listening;
            await agent.Drain(http.RequestAborted);
            return refusal;
        }

        private async Task Listen(AgentSocket agent, Channel<byte[]> outbox, NodeKey key, AgentMessage.Hello hello, LinkRegister.Place place, LinkSighting sighting, Standing standing, CancellationToken cancel)
        {
            var isTaken = false;
            var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var link = system.ActorOf(Producing.Of(() => new LinkActor(key, hello, outbox.Writer, Close, presence.ActorRef, Accept, sighting.Remote)));
            standing.CloseWith(reason =>
            {
                agent.Close(LinkEnd.RightEnded, reason);
                link.Tell(new RightEnded(reason));   // its node is offline now, however long the agent takes to go
            });
            await using var gone = cancel.UnsafeRegister(_ => taken.TrySetResult(), null);
            try
            {
                await Task.WhenAny(taken.Task, agent.AskedToClose);   // until presence has taken the link, nothing is read that would have to wait in memory
                while (await agent.Receive(cancel) is { } message)
                {
                    link.Tell(message);
                    if (message is AgentMessage.Heartbeat beat && LinkSighting.Cut(beat.SettingsFault) is var fault && fault != sighting.SettingsFault)
                        sightings.Saw(sighting = sighting with { SettingsFault = fault });
                }
            }
            finally
            {
                link.Tell(new SocketEnded(agent.WhyEnded));
                if (standing.IsOfNobody)
                    sightings.Forget(key);
                else if (Volatile.Read(ref isTaken))
                    sightings.Saw(sighting with { EndedAt = time.GetUtcNow(), End = EndingOf(agent.WhyEnded) });
            }

            void Accept()
            {
                Volatile.Write(ref isTaken, true);
                place.IsTaken();
                sightings.Saw(sighting);   // not before: a second machine with the node's key is not where the node is
                taken.TrySetResult();
            }

            void Close(LinkEnd end, string reason) =>
                agent.Close(end, reason, end is LinkEnd.NodeInUse ? (WebSocketCloseStatus)LinkHandshake.NodeInUse : WebSocketCloseStatus.PolicyViolation);
        }

        private LinkEnding EndingOf(DownReason why) => why switch
        {
            DownReason.AgentStopped => LinkEnding.AgentStopped,
            _ when lifetime.ApplicationStopping.IsCancellationRequested => LinkEnding.ServerStopped,
            _ => LinkEnding.ConnectionLost,
        };
    }
}
