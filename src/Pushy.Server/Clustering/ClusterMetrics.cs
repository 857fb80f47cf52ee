using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Cluster;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Pushy.Server.Clustering;

/// <summary>What this host sees of its cluster, looked up when somebody asks. A cluster of one sees itself.</summary>
internal sealed class ClusterMetrics
{
    private static readonly (MemberStatus Status, string Word)[] Statuses =
    [
        (MemberStatus.Joining, "joining"), (MemberStatus.WeaklyUp, "weakly_up"), (MemberStatus.Up, "up"), (MemberStatus.Leaving, "leaving"),
        (MemberStatus.Exiting, "exiting"), (MemberStatus.Down, "down"),
    ];

    public ClusterMetrics(Meter meter, ActorSystem system, ClusterMembership membership)
    {
        meter.CreateObservableUpDownCounter(
            "pushy.cluster.members",
            () => Count(AkkaCluster.Get(system).State),
            "{host}", "Hosts of the cluster that this host knows of, by their status, in hosts.");
        meter.CreateObservableUpDownCounter(
            "pushy.cluster.unreachable", () => (long)AkkaCluster.Get(system).State.Unreachable.Count, "{host}", "Hosts that this host, or another that told it, cannot reach, in hosts.");
        meter.CreateObservableGauge("pushy.cluster.in", () => membership.IsIn ? 1L : 0, null, "1 while this host is in the cluster and answers, else 0.");
    }

    private static IEnumerable<Measurement<long>> Count(ClusterEvent.CurrentClusterState state) => Statuses.Select(one =>
        new Measurement<long>(state.Members.Count(member => member.Status == one.Status), KeyValuePair.Create<string, object?>("status", one.Word)));
}
