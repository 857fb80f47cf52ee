namespace Pushy.Contracts.Jobs;

/// <summary>Answer of <c>GET /healthz</c>: the process serves.</summary>
/// <param name="Status">"alive".</param>
public sealed record HealthDocument(string Status);

/// <summary>Answer of <c>GET /readyz</c>.</summary>
/// <param name="Ready">Whether this host should be sent requests; with false the status is 503.</param>
/// <param name="Reasons">Why not; empty when it is ready.</param>
public sealed record ReadinessDocument(bool Ready, IReadOnlyList<string> Reasons);

/// <summary>Answer of <c>GET /cluster</c>.</summary>
/// <param name="Name">The cluster's; null for a server on its own.</param>
/// <param name="Self">The host that answers, HOST:PORT as others reach it; null for a server on its own.</param>
/// <param name="Leader">The host that lets others in and takes those out who left; null while there is none.</param>
/// <param name="Hosts">All hosts, by address; those that the database knows and the cluster does not are <c>gone</c>.</param>
public sealed record ClusterDocument(string? Name, string? Self, string? Leader, IReadOnlyList<ClusterHostDocument> Hosts)
{
    /// <summary>Version of the program that answers, a server on its own included.</summary>
    public string? Version { get; init; }

    /// <summary>The database schema that it works with: its newest migration.</summary>
    public long? Schema { get; init; }
}

/// <summary>A host, as the one that answers sees it.</summary>
/// <param name="Address">HOST:PORT.</param>
/// <param name="Status"><c>joining</c>, <c>weakly_up</c>, <c>up</c>, <c>leaving</c>, <c>exiting</c>, <c>down</c> or <c>gone</c>.</param>
/// <param name="Reachable">Whether it answers the others.</param>
/// <param name="Version">Of its program; null where the database does not say.</param>
/// <param name="StartedAt">By the database's clock, UTC.</param>
/// <param name="SeenAt">When it last wrote to the database that it is there; every 2 s.</param>
public sealed record ClusterHostDocument(string Address, string Status, bool Reachable, string? Version, DateTimeOffset? StartedAt, DateTimeOffset? SeenAt);
