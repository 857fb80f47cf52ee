using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Links;

/// <summary>The link is to be closed, with a reason that the agent's operator can read.</summary>
public sealed record CloseLink(string Reason);

/// <summary>The socket is gone.</summary>
public sealed record SocketEnded(DownReason Why);

/// <summary>
/// One agent's connection, on the host that holds the socket. Frames go out through a bounded outbox: an agent too slow to
/// empty it is cut off, and says hello again later. Ends with its socket.
/// </summary>
public sealed class LinkActor : UntypedActor
{
    private readonly NodeKey _key;
    private readonly AgentMessage.Hello _hello;
    private readonly ChannelWriter<byte[]> _outbox;
    private readonly Action<string> _close;
    private readonly IActorRef _region;
    private IActorRef? _presence;

    /// <summary>Makes the actor of one link.</summary>
    /// <param name="outbox">Bounded; the socket's sender empties it.</param>
    /// <param name="close">Closes the socket with a reason; may be called more than once.</param>
    /// <param name="region">Where presence lives.</param>
    public LinkActor(NodeKey key, AgentMessage.Hello hello, ChannelWriter<byte[]> outbox, Action<string> close, IActorRef region)
    {
        _key = key;
        _hello = hello;
        _outbox = outbox;
        _close = close;
        _region = region;
    }

    protected override void PreStart() => ToPresence(new PresenceMessage.LinkOpened(Self, _hello));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PresenceMessage.Deliver(var frame) when _outbox.TryWrite(frame): break;
            case PresenceMessage.Deliver: Close("the agent reads too slowly"); break;
            case AgentMessage said: ToPresence(new PresenceMessage.FromAgent(Self, said)); break;
            case LinkAccepted(var presence):
                _presence = presence;
                Context.Watch(presence);
                break;
            case Terminated: Close("the server lost track of this node, say hello again"); break;
            case CloseLink(var reason): Close(reason); break;
            case SocketEnded(var why):
                ToPresence(new PresenceMessage.LinkLost(Self, why));
                Context.Stop(Self);
                break;
            default: Unhandled(message); break;
        }
    }

    private void Close(string reason)
    {
        ToPresence(new PresenceMessage.LinkLost(Self, DownReason.ConnectionLost));
        _close(reason);
        Context.Stop(Self);
    }

    private void ToPresence(PresenceMessage message)
    {
        if (_presence is { } presence)
            presence.Tell(message);
        else
            _region.Tell(new ShardingEnvelope(_key.EntityId, message));
    }
}
