using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

// What is stored of nodes' links. Times are microseconds since 1970, UTC; clock skews whole seconds, positive for a node's clock that is ahead.

[Table("node_links")]
public sealed record NodeLinkRow
{
    [Column("org_guid", IsPrimaryKey = true)] public required string OrgGuid { get; init; }
    [Column("node", IsPrimaryKey = true)] public required string Node { get; init; }
    /// <summary>Tells this link from others of the node; 32 hex digits.</summary>
    [Column("link")] public required string Link { get; init; }
    [Column("host_start")] public required string HostStart { get; init; }
    [Column("connected_at")] public required long ConnectedAt { get; init; }
    [Column("ended_at")] public long? EndedAt { get; init; }
    /// <summary>A <c>LinkEnding</c>.</summary>
    [Column("ending")] public string? Ending { get; init; }
    [Column("remote")] public required string Remote { get; init; }
    [Column("version")] public required string Version { get; init; }
    [Column("platform")] public string? Platform { get; init; }
    [Column("clock_skew")] public int? ClockSkew { get; init; }
    /// <summary>Whether its agent proved nothing beyond its signed request; null for links of before that was asked.</summary>
    [Column("unproven")] public bool? IsUnproven { get; init; }
    /// <summary>The agent's words on settings that it was told to read anew and could not.</summary>
    [Column("settings_fault")] public string? SettingsFault { get; init; }
}

[Table("node_refusals")]
public sealed record NodeRefusalRow
{
    [Column("org_guid", IsPrimaryKey = true)] public required string OrgGuid { get; init; }
    [Column("node", IsPrimaryKey = true)] public required string Node { get; init; }
    [Column("refused_at")] public required long RefusedAt { get; init; }
    /// <summary>A <c>LinkRefusal</c>.</summary>
    [Column("why")] public required string Why { get; init; }
    [Column("remote")] public required string Remote { get; init; }
    [Column("clock_skew")] public int? ClockSkew { get; init; }
    /// <summary>Whether there was such a node; of names that nobody has only some are kept.</summary>
    [Column("is_known")] public required bool IsKnown { get; init; }
}

/// <summary>A start of a host: until when it lived, to within some seconds.</summary>
[Table("host_starts")]
public sealed record HostStartRow
{
    [Column("id", IsPrimaryKey = true)] public required string Id { get; init; }
    /// <summary>HOST:PORT in a cluster; null for a server on its own.</summary>
    [Column("address")] public string? Address { get; init; }
    [Column("seen_at")] public required long SeenAt { get; init; }
}
