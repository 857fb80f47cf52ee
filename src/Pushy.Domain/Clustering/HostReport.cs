using System.Collections.Immutable;

namespace Pushy.Domain.Clustering;

/// <summary>A host of a cluster, as the register in the shared database has it.</summary>
/// <param name="Address">HOST:PORT.</param>
/// <param name="StartedAt">When it started, by the database's clock. Only the order counts: of two hosts the older one stays.</param>
/// <param name="Silence">Time since it last wrote that it is there, by the database's clock.</param>
/// <param name="Unreachable">Addresses of the hosts that it has not reached for a while.</param>
public sealed record HostReport(string Address, long StartedAt, TimeSpan Silence, ImmutableArray<string> Unreachable)
{
    /// <summary>Of which start of the host this is: the cluster's unique number of it. Zero if its program is older than this column.</summary>
    public long Uid { get; init; }

    /// <summary>Whether it was put out already. That stands until it starts anew.</summary>
    public bool IsOut { get; init; }
}

/// <summary>A host that has to go.</summary>
/// <param name="Address">HOST:PORT.</param>
/// <param name="Why">A sentence for people.</param>
public sealed record PutOut(string Address, string Why);
