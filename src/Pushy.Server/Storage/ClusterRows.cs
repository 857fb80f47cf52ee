using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

/// <summary>Whose cluster this database is; there is one row, or none while no host was ever one of several.</summary>
[Table("cluster")]
public sealed record ClusterRow
{
    /// <summary>The key of the only row.</summary>
    public const int TheOne = 1;

    [Column("one", IsPrimaryKey = true)] public required int One { get; init; }

    /// <summary>GUID, 32 hex digits: of two databases with clusters of the same name, each has its own.</summary>
    [Column("id")] public required string Id { get; init; }
    [Column("name")] public required string Name { get; init; }

    /// <summary>How often hosts found nobody and formed the cluster anew.</summary>
    [Column("epoch")] public required long Epoch { get; init; }
}

/// <summary>A host that is in the cluster, or was until it vanished.</summary>
[Table("cluster_hosts")]
public sealed record ClusterHostRow
{
    /// <summary>HOST:PORT.</summary>
    [Column("address", IsPrimaryKey = true)] public required string Address { get; init; }

    /// <summary>Of its start, 32 hex digits.</summary>
    [Column("incarnation")] public required string Incarnation { get; init; }

    /// <summary>Of its program.</summary>
    [Column("version")] public required string Version { get; init; }

    /// <summary>By the database's clock, like the next, for hosts' clocks differ.</summary>
    [Column("started_at")] public required long StartedAt { get; init; }
    [Column("seen_at")] public required long SeenAt { get; init; }

    /// <summary>Since when it has written without a gap.</summary>
    [Column("steady_since")] public long SteadySince { get; init; }

    /// <summary>The cluster's unique number of this start; zero of a host of an older version.</summary>
    [Column("uid")] public long Uid { get; init; }

    /// <summary>Addresses of hosts that it has not reached for a while, with spaces between.</summary>
    [Column("unreachable")] public string Unreachable { get; init; } = "";

    /// <summary>Why it has to go; null if it may stay. Stands until it starts anew.</summary>
    [Column("put_out")] public string? PutOut { get; init; }
}
