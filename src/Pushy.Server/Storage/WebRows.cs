using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

/// <summary>A secret that a browser has, and for whom. Times are microseconds since 1970, UTC.</summary>
public abstract record WebSecretRow
{
    /// <summary>SHA-256 of the secret, 64 hex digits.</summary>
    [Column("hash", IsPrimaryKey = true)] public required string Hash { get; init; }
    [Column("org_guid")] public required string OrgGuid { get; init; }
    [Column("org_name")] public required string OrgName { get; init; }
    [Column("user_name")] public required string UserName { get; init; }
    /// <summary>read or write.</summary>
    [Column("scope")] public required string Scope { get; init; }
    /// <summary>Of the token that it began with, and with which it ends; null: with none.</summary>
    [Column("token_hash")] public string? TokenHash { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
    [Column("expires_at")] public required long ExpiresAt { get; init; }
}

/// <summary>A browser that is signed in; the secret is its cookie.</summary>
[Table("web_sessions")]
public sealed record WebSessionRow : WebSecretRow
{
    [Column("used_at")] public required long UsedAt { get; init; }
}

/// <summary>A link that signs a browser in, once; the secret is its code.</summary>
[Table("web_links")]
public sealed record WebLinkRow : WebSecretRow;
