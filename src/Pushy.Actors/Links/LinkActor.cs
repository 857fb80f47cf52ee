using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Links;

/// <summary>The link is to be closed, for the node has another one; with a reason that the agent's operator can read.</summary>
public sealed record CloseLink(string Reason)
{
    /// <summary>Whether it never was the node's: another agent has that, and answers.</summary>
    public bool IsInUse { get; init; }
}

/// <summary>The node has no right to its link any more; with a reason that the agent's operator can read.</summary>
public sealed record RightEnded(string Reason);

/// <summary>The socket is gone.</summary>
public sealed record SocketEnded(DownReason Why);

/// <summary>
/// One agent's connection, on the host that holds the socket. Frames go out through a bounded outbox: an agent too slow to
/// empty it is cut off, and says hello again later. What the agent says before presence has taken the link waits here, so that
/// nothing overtakes the hello. Ends with its socket.
/// </summary>
public sealed class LinkActor : UntypedActor, IWithTimers
{
    /// <summary>Most messages of the agent that wait for presence to take the link; one more closes it.</summary>
    public const int MaxEarly = 256;

    private sealed record Knock
    {
        public static readonly Knock Instance = new();
    }

    private sealed record Lost
    {
        public static readonly Lost Instance = new();
    }

    private static readonly TimeSpan KnockRepeat = TimeSpan.FromSeconds(2);   // the hello may be lost when a shard moves; up to half as much again, for many knock together
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(1);   // a host takes a part of all presences with it, and that many agents come back

    private readonly NodeKey _key;
    private readonly AgentMessage.Hello _hello;
    private readonly string? _remote;
    private readonly ChannelWriter<byte[]> _outbox;
    private readonly Action<LinkEnd, string> _close;
    private readonly IActorRef _region;
    private readonly Action? _accepted;
    private readonly List<AgentMessage> _early = [];
    private IActorRef? _presence;

    /// <summary>Makes the actor of one link.</summary>
    /// <param name="outbox">Bounded; the socket's sender empties it.</param>
    /// <param name="close">Closes the socket with a reason; may be called more than once.</param>
    /// <param name="region">Where presence lives.</param>
    /// <param name="accepted">Told once presence has taken the link.</param>
    /// <param name="remote">Address that the agent comes from.</param>
    public LinkActor(
        NodeKey key, AgentMessage.Hello hello, ChannelWriter<byte[]> outbox, Action<LinkEnd, string> close, IActorRef region, Action? accepted = null, string? remote = null)
    {
        _remote = remote;
        _key = key;
        _hello = hello;
        _outbox = outbox;
        _close = close;
        _region = region;
        _accepted = accepted;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Open();

    /// <summary>Also when the host is put out of the cluster, and all its actors with it: then the agent must go elsewhere.</summary>
    protected override void PostStop() => _close(LinkEnd.HostStopping, "this server does not hold the link any more, say hello elsewhere");

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PresenceMessage.Deliver(var frame) when _outbox.TryWrite(frame): break;
            case PresenceMessage.Deliver: Close(LinkEnd.TooSlow, "the agent reads too slowly"); break;
            case AgentMessage said when _presence is not null: ToPresence(new PresenceMessage.FromAgent(Self, said)); break;
            case AgentMessage when _early.Count == MaxEarly: Close(LinkEnd.ServerBusy, "the server is too busy, say hello again"); break;
            case AgentMessage said: _early.Add(said); break;
            case LinkAccepted(var presence): Accept(presence); break;
            case Knock: Open(); break;
            case Terminated: Timers.StartSingleTimer(Lost.Instance, Lost.Instance, CloseWithin * Spread); break;
            case Lost: Close(LinkEnd.PresenceLost, "the server lost track of this node, say hello again"); break;
            case CloseLink(var reason) { IsInUse: var isInUse }: Close(isInUse ? LinkEnd.NodeInUse : LinkEnd.Replaced, reason); break;
            case RightEnded(var reason): Close(LinkEnd.RightEnded, reason); break;
            case SocketEnded(var why):
                ToPresence(new PresenceMessage.LinkLost(Self, why));
                Context.Stop(Self);
                break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>From 0 to 1, by the node's name.</summary>
    private double Spread => (uint)_key.Node.Value.GetHashCode(StringComparison.Ordinal) % 1000 / 1000.0;

    private void Open()
    {
        ToPresence(new PresenceMessage.LinkOpened(Self, _hello) { Remote = _remote });
        Timers.StartSingleTimer(Knock.Instance, Knock.Instance, KnockRepeat * (1 + (Spread / 2)));
    }

    private void Accept(IActorRef presence)
    {
        if (_presence is not null)
            return;   // the answer to a second knock

        Timers.Cancel(Knock.Instance);
        _presence = presence;
        Context.Watch(presence);
        _early.ForEach(said => ToPresence(new PresenceMessage.FromAgent(Self, said)));
        _early.Clear();
        _accepted?.Invoke();
    }

    private void Close(LinkEnd end, string reason)
    {
        ToPresence(new PresenceMessage.LinkLost(Self, DownReason.ConnectionLost));
        _close(end, reason);
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
