namespace Pushy.Domain.Clustering;

/// <summary>
/// Decides which hosts stay in the cluster when some cannot reach each other, are dead, or cannot write to the database. All hosts read and write the same register, and
/// what one of them has decided stands in it for all, so that no two parts of a cluster go on beside each other, and the last host of a cluster can go on alone.
/// </summary>
public static class Referee
{
    /// <summary>A host that writes nothing for so long, and that whoever judges cannot reach, is dead.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(3);

    /// <summary>A host that writes nothing for so long has lost the database, though it can be reached: others that have it do its work.</summary>
    public static readonly TimeSpan WithoutDatabaseAfter = TimeSpan.FromSeconds(4.5);

    /// <summary>Hosts of a version that wrote every 2 s, and not what they cannot reach.</summary>
    public static readonly TimeSpan OlderVersionDeadAfter = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A host judges only after it has written for so long without a gap. When the database was away for all of them, the first to write again must not take the others for dead.
    /// </summary>
    public static readonly TimeSpan SteadyFor = TimeSpan.FromSeconds(6);

    /// <summary>A host tells that it cannot reach another after so long. Less would put out hosts that are only busy.</summary>
    public static readonly TimeSpan UnreachableFor = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Two hosts that cannot reach each other are both alive if both wrote within so long; hosts write each second. One that did not may be dead: then it is not the other that has to go,
    /// and nothing is decided of the two until that is known.
    /// </summary>
    public static readonly TimeSpan AliveWithin = TimeSpan.FromSeconds(1.5);

    /// <summary>Which hosts have to go, on top of those that were put out before.</summary>
    /// <param name="self">Address of the host that judges.</param>
    /// <param name="steady">For how long it has written without a gap.</param>
    /// <param name="hosts">All hosts of the register, itself included.</param>
    public static IReadOnlyList<PutOut> Judge(string self, TimeSpan steady, IReadOnlyList<HostReport> hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);

        var left = hosts.Where(host => !host.IsOut).ToDictionary(host => host.Address, StringComparer.Ordinal);
        if (steady < SteadyFor || !left.TryGetValue(self, out var judge))
            return [];

        var gone = new List<PutOut>();
        foreach (var host in left.Values.Where(host => host.Address != self && WhySilent(host, judge) is not null).ToList())
            Remove(host, WhySilent(host, judge)!);

        while (Worst() is { } worst)
            Remove(worst, $"it and {string.Join(", ", Cut(worst).Order(StringComparer.Ordinal))} could not reach each other");
        return gone;

        void Remove(HostReport host, string why)
        {
            gone.Add(new PutOut(host.Address, why));
            left.Remove(host.Address);
        }

        // Whoever has lost most of the others goes first; of equals, the youngest. What is left can reach each other.
        HostReport? Worst() => left.Values
            .Select(host => (Host: host, Cuts: Cut(host).Count()))
            .Where(one => one.Cuts > 0)
            .OrderByDescending(one => one.Cuts).ThenByDescending(one => one.Host.StartedAt).ThenByDescending(one => one.Host.Address, StringComparer.Ordinal)
            .Select(one => one.Host)
            .FirstOrDefault();

        // One direction that is lost is enough.
        IEnumerable<string> Cut(HostReport host) => left.Values
            .Where(other => other != host && host.Silence < AliveWithin && other.Silence < AliveWithin)
            .Where(other => (other.Unreachable.Contains(host.Address) || host.Unreachable.Contains(other.Address)))
            .Select(other => other.Address);
    }

    /// <summary>Whether a member of the cluster is to be taken for gone.</summary>
    /// <param name="host">Its row in the register; null if it has none, because it left or has just joined.</param>
    /// <param name="uid">The cluster's unique number of the member.</param>
    /// <param name="isReachable">Whether this host has reached it lately.</param>
    public static bool IsGone(HostReport? host, long uid, bool isReachable) => host switch
    {
        null => !isReachable,                                            // it took itself out of the register, and ended before it had left the cluster
        { IsOut: true, Uid: 0 } => !isReachable,                         // its row may be that of the start before
        { IsOut: true } => host.Uid == uid,
        _ => false,
    };

    private static string? WhySilent(HostReport host, HostReport judge)
    {
        var limit = host.Uid == 0 ? OlderVersionDeadAfter : judge.Unreachable.Contains(host.Address) ? DeadAfter : WithoutDatabaseAfter;
        return host.Silence < limit
            ? null
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it wrote nothing to the database for {host.Silence.TotalSeconds:0.0} s: it is dead, or has lost the database");
    }
}
