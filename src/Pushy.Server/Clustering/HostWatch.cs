using Akka.Actor;
using Pushy.Domain.Clustering;
using Pushy.Server.Configuration;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Pushy.Server.Clustering;

/// <summary>
/// Writes into the register that this host is there and whom it cannot reach, and takes members for gone that the register says have to go. Akka itself decides nothing of the kind
/// (docs/decisions/0195). To be used by one loop.
/// </summary>
internal sealed class HostWatch(ActorSystem system, ClusterRegister register, HostIdentity self, TimeProvider time, ILogger<HostWatch> log)
{
    private readonly Dictionary<Address, long> _lostAt = [];   // when each member that does not answer was first found so

    /// <summary>Whether another host is in trouble now, so that looking again soon is worth it.</summary>
    public bool IsTrouble => _lostAt.Count > 0;

    /// <summary>Looks once.</summary>
    /// <returns>What the register has now.</returns>
    public async Task<RegisterSight> Look(CancellationToken stop)
    {
        var cluster = AkkaCluster.Get(system);
        var others = cluster.State.Members.Where(member => !member.UniqueAddress.Equals(cluster.SelfUniqueAddress)).ToList();
        var unreachable = Unreachable(cluster, [.. others.Select(member => member.Address)]);
        var sight = await register.Beat(self, cluster.SelfUniqueAddress.Uid, [.. unreachable.Select(TextOf)], stop);
        var hosts = sight.Hosts.ToDictionary(host => host.Address, StringComparer.Ordinal);
        foreach (var member in others)
        {
            var host = hosts.GetValueOrDefault(TextOf(member.Address));
            if (member.Status is Akka.Cluster.MemberStatus.Down || !Referee.IsGone(host, member.UniqueAddress.Uid, !unreachable.Contains(member.Address)))
                continue;
            log.LogWarning("host {Host} is taken out of the cluster", TextOf(member.Address));
            cluster.Down(member.Address);
        }

        return sight;
    }

    /// <summary>Members that have not answered this host for as long as the rules want.</summary>
    private HashSet<Address> Unreachable(AkkaCluster cluster, HashSet<Address> others)
    {
        foreach (var back in _lostAt.Keys.Where(address => !others.Contains(address) || cluster.FailureDetector.IsAvailable(address)).ToList())
            _lostAt.Remove(back);
        foreach (var lost in others.Where(address => !cluster.FailureDetector.IsAvailable(address)))
            _lostAt.TryAdd(lost, time.GetTimestamp());
        return [.. _lostAt.Where(one => time.GetElapsedTime(one.Value) >= Referee.UnreachableFor).Select(one => one.Key)];
    }

    private static string TextOf(Address address) => new HostAddress(address.Host, address.Port ?? 0).ToString();
}
