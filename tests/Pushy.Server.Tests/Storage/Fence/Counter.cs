using Akka.Actor;
using Akka.Persistence;

namespace Pushy.Server.Tests.Storage.Fence;

/// <summary>The smallest persistent actor: adds what it is told and says its sum, once that is written. It says so when it is refused.</summary>
internal sealed class Counter(string id) : UntypedPersistentActor
{
    private int _sum;

    public override string PersistenceId => "counter-" + id;

    public override Recovery Recovery { get; } = new(SnapshotSelectionCriteria.None);

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case int more:
                var sender = Sender;
                Persist($"+{more}", _ => sender.Tell(_sum += more));
                break;
            case "sum": Sender.Tell(_sum); break;
            default: Unhandled(message); break;
        }
    }

    protected override void OnRecover(object message)
    {
        if (message is string added)
            _sum += int.Parse(added, System.Globalization.CultureInfo.InvariantCulture);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Sender.Tell(new Akka.Actor.Status.Failure(cause));
}
