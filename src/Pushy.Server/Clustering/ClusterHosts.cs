using Akka.Actor;
using Akka.Cluster;
using Pushy.Contracts.Jobs;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Pushy.Server.Clustering;

/// <summary>The cluster's hosts: what this host sees of them, and what the register knows of them.</summary>
internal sealed class ClusterHosts(ActorSystem system, ClusterRegister register, ClusterOptions options)
{
    private const string Gone = "gone";

    /// <summary>Works without the database too; then versions and times are left out.</summary>
    public async Task<ClusterDocument> Describe(CancellationToken ct)
    {
        if (!options.Enabled)
            return Own(null, null, null, []);

        var cluster = AkkaCluster.Get(system);
        var state = cluster.State;
        var known = await Known(ct);
        var members = state.Members.ToDictionary(member => TextOf(member.Address), StringComparer.Ordinal);
        var unreachable = state.Unreachable.Select(member => TextOf(member.Address)).ToHashSet(StringComparer.Ordinal);
        var hosts = members.Keys.Union(known.Keys).Order(StringComparer.Ordinal).Select(address =>
        {
            var member = members.GetValueOrDefault(address);
            var row = known.GetValueOrDefault(address);
            return new ClusterHostDocument(
                address, member is null ? Gone : WordOf(member.Status), member is not null && !unreachable.Contains(address),
                row?.Version, TimeOf(row?.StartedAt), TimeOf(row?.SeenAt));
        });
        return Own(options.Name, TextOf(cluster.SelfAddress), state.Leader is { } leader ? TextOf(leader) : null, [.. hosts]);
    }

    private static ClusterDocument Own(string? name, string? self, string? leader, IReadOnlyList<ClusterHostDocument> hosts) =>
        new(name, self, leader, hosts) { Version = ClusterHosting.Version, Schema = Schema.Newest };

    private async Task<Dictionary<string, ClusterHostRow>> Known(CancellationToken ct)
    {
        try
        {
            return (await register.Read(ct)).Hosts.ToDictionary(host => host.Address, StringComparer.Ordinal);
        }
        catch (Exception e) when (StorageFaults.IsUnavailable(e))
        {
            return [];
        }
    }

    private static string TextOf(Address address) => new HostAddress(address.Host, address.Port ?? 0).ToString();

    private static DateTimeOffset? TimeOf(long? stored) => stored is { } at ? StoredTime.FromStored(at) : null;

    private static string WordOf(MemberStatus status) => status switch
    {
        MemberStatus.WeaklyUp => "weakly_up",
        _ => status.ToString().ToLowerInvariant(),
    };
}
