using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

/// <summary>A browser that is signed in. Times are microseconds since 1970, UTC.</summary>
[Table("web_sessions")]
public sealed record WebSessionRow
{
    /// <summary>SHA-256 of the cookie, 64 hex digits.</summary>
    [Column("hash", IsPrimaryKey = true)] public required string Hash { get; init; }
    [Column("org_guid")] public required string OrgGuid { get; init; }
    [Column("org_name")] public required string OrgName { get; init; }
    [Column("user_name")] public required string UserName { get; init; }
    /// <summary>read or write.</summary>
    [Column("scope")] public required string Scope { get; init; }
    /// <summary>Of the token that it began with, and with which it ends; null: with none.</summary>
    [Column("token_hash")] public string? TokenHash { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
    [Column("used_at")] public required long UsedAt { get; init; }
    [Column("expires_at")] public required long ExpiresAt { get; init; }
}

/// <summary>A link that signs a browser in, once.</summary>
[Table("web_links")]
public sealed record WebLinkRow
{
    /// <summary>SHA-256 of the link's code, 64 hex digits.</summary>
    [Column("hash", IsPrimaryKey = true)] public required string Hash { get; init; }
    [Column("org_guid")] public required string OrgGuid { get; init; }
    [Column("org_name")] public required string OrgName { get; init; }
    [Column("user_name")] public required string UserName { get; init; }
    /// <summary>read or write.</summary>
    [Column("scope")] public required string Scope { get; init; }
    /// <summary>Of the token that asked for it; null: none did.</summary>
    [Column("token_hash")] public string? TokenHash { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
    [Column("expires_at")] public required long ExpiresAt { get; init; }
}
