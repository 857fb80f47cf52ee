using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

/// <summary>What a token was used for that outlives it: an entry that it made or changed, a node that joined with it.</summary>
[Table("token_uses")]
public sealed record TokenUseRow
{
    [Column("id", IsPrimaryKey = true)] public required string Id { get; init; }

    /// <summary>SHA-256 of the token, 64 hex digits.</summary>
    [Column("token_hash")] public required string TokenHash { get; init; }
    [Column("org_guid")] public required string OrgGuid { get; init; }
    [Column("at")] public required long At { get; init; }

    /// <summary>As the audit log calls it.</summary>
    [Column("action")] public required string Action { get; init; }
    [Column("target")] public required string Target { get; init; }
}
