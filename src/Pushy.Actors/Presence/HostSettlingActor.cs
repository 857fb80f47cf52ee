using Akka.Actor;
using Akka.Cluster;

namespace Pushy.Actors.Presence;

/// <summary>
/// Sees hosts come and go for <see cref="HostSettling"/>. A host that cannot be reached counts as lost before it is: its nodes come to others at once. A host that has just become a
/// member knows no node: before that, no link of its could find a presence.
/// </summary>
public sealed class HostSettlingActor(HostSettling settling) : UntypedActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);

    protected override void PreStart()
    {
        settling.Disturb();
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.UnreachableMember));
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        settling.HasHadOthers |= _cluster.State.Members.Any(member => !member.UniqueAddress.Equals(_cluster.SelfUniqueAddress));
        switch (message)
        {
            case ClusterEvent.MemberLeft or ClusterEvent.MemberExited or ClusterEvent.MemberDowned or ClusterEvent.MemberRemoved or ClusterEvent.UnreachableMember:
            case ClusterEvent.MemberUp { Member: var up } when up.UniqueAddress.Equals(_cluster.SelfUniqueAddress):
                settling.Disturb();
                break;
            case ClusterEvent.IMemberEvent:
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
