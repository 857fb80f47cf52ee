using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Pushy.Actors.Tests.Stage;

/// <summary>Does what a shard region of one host does: starts entities by id, holds back what arrives while one leaves, and starts remembered ones again.</summary>
internal sealed class Region(Func<string, Props> entity, bool remembers) : UntypedActor, IWithTimers
{
    private sealed record Begin(string Id);

    /// <summary>Whether entities that want to leave are not heard yet, as when the shard has much else to read.</summary>
    public sealed record HoldLeaves(bool Holds);

    /// <summary>The next message to an entity gets lost, as with the host that it is sent to.</summary>
    public sealed record LoseNext;

    /// <summary>As hocon/akka.conf has it.</summary>
    public static readonly TimeSpan RestartBackoff = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, IActorRef> _entities = [];
    private readonly Dictionary<IActorRef, List<(object Message, IActorRef From)>> _leaving = [];

    private readonly List<(IActorRef Entity, Passivate Leave)> _unheard = [];
    private bool _holdsLeaves;
    private bool _losesNext;

    public ITimerScheduler Timers { get; set; } = null!;

    public static string NameOf(string id) => Uri.EscapeDataString(id);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LoseNext: _losesNext = true; break;
            case ShardingEnvelope when _losesNext: _losesNext = false; break;
            case ShardingEnvelope envelope: Deliver(envelope.EntityId, envelope.Message, Sender); break;
            case Begin(var id): EntityOf(id); break;
            case Passivate leave when _holdsLeaves: _unheard.Add((Sender, leave)); break;
            case Passivate leave: LetGo(Sender, leave); break;
            case HoldLeaves(var holds):
                _holdsLeaves = holds;
                _unheard.ForEach(one => LetGo(one.Entity, one.Leave));
                _unheard.Clear();
                break;
            case Terminated { ActorRef: var ended }: Ended(ended); break;
            default: Unhandled(message); break;
        }
    }

    private void LetGo(IActorRef entity, Passivate leave)
    {
        _leaving.TryAdd(entity, []);
        entity.Tell(leave.StopMessage);
    }

    private void Deliver(string id, object message, IActorRef from)
    {
        var to = EntityOf(id);
        if (_leaving.TryGetValue(to, out var held))
            held.Add((message, from));
        else
            to.Tell(message, from);
    }

    private IActorRef EntityOf(string id)
    {
        if (_entities.TryGetValue(id, out var known))
            return known;

        var begun = Context.ActorOf(entity(id), NameOf(id));
        Context.Watch(begun);
        _entities.Add(id, begun);
        return begun;
    }

    private void Ended(IActorRef ended)
    {
        var id = _entities.Single(entry => entry.Value.Equals(ended)).Key;
        _entities.Remove(id);
        if (_leaving.Remove(ended, out var held))
            held.ForEach(one => Deliver(id, one.Message, one.From));
        else if (remembers)
            Timers.StartSingleTimer(id, new Begin(id), RestartBackoff);
    }
}
