using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

// Rows of the directory's tables, see Migrations. Times are microseconds since 1970, UTC.

[Table("organizations")]
public sealed record OrganizationRow
{
    [Column("guid", IsPrimaryKey = true)] public required string Id { get; init; }
    [Column("name")] public required string Name { get; init; }
    [Column("full_name")] public required string FullName { get; init; }
}

[Table("users")]
public sealed record UserRow
{
    [Column("name", IsPrimaryKey = true)] public required string Name { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
    /// <summary>Whether the user may manage all organizations and users.</summary>
    [Column("superuser")] public bool IsSuperuser { get; init; }
    [Column("display_name")] public string? DisplayName { get; init; }
    [Column("first_name")] public string? FirstName { get; init; }
    [Column("middle_name")] public string? MiddleName { get; init; }
    [Column("last_name")] public string? LastName { get; init; }
    [Column("email")] public string? Email { get; init; }
}

[Table("organization_users")]
public sealed record OrganizationUserRow
{
    [Column("org_guid", IsPrimaryKey = true)] public required string OrgGuid { get; init; }
    [Column("user_name", IsPrimaryKey = true)] public required string UserName { get; init; }
}

[Table("user_keys")]
public sealed record UserKeyRow
{
    [Column("user_name", IsPrimaryKey = true)] public required string UserName { get; init; }
    [Column("key_name", IsPrimaryKey = true)] public required string KeyName { get; init; }
    [Column("public_key_pem")] public required string PublicKeyPem { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
    [Column("expires_at")] public long? ExpiresAt { get; init; }
}

[Table("clients")]
public sealed record ClientRow
{
    [Column("org_guid", IsPrimaryKey = true)] public required string OrgGuid { get; init; }
    [Column("name", IsPrimaryKey = true)] public required string Name { get; init; }
    [Column("is_node")] public required bool IsNode { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
}

[Table("client_keys")]
public sealed record ClientKeyRow
{
    [Column("org_guid", IsPrimaryKey = true)] public required string OrgGuid { get; init; }
    [Column("client_name", IsPrimaryKey = true)] public required string ClientName { get; init; }
    [Column("key_name", IsPrimaryKey = true)] public required string KeyName { get; init; }
    [Column("public_key_pem")] public required string PublicKeyPem { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
    [Column("expires_at")] public long? ExpiresAt { get; init; }
}

[Table("groups")]
public sealed record GroupRow
{
    [Column("org_guid", IsPrimaryKey = true)] public required string OrgGuid { get; init; }
    [Column("name", IsPrimaryKey = true)] public required string Name { get; init; }

    /// <summary>When it was made: tells it from another of the same name. 0: before that was kept.</summary>
    [Column("born")] public required long Born { get; init; }
}

[Table("group_members")]
public sealed record GroupMemberRow
{
    [Column("org_guid", IsPrimaryKey = true)] public required string OrgGuid { get; init; }
    [Column("group_name", IsPrimaryKey = true)] public required string GroupName { get; init; }
    /// <summary>user, client or group.</summary>
    [Column("kind", IsPrimaryKey = true)] public required string Kind { get; init; }
    [Column("member", IsPrimaryKey = true)] public required string Member { get; init; }
}

/// <summary>Which one of its name the member of a group is. A member without such a row, or whose name somebody else bears by now, is none.</summary>
[Table("group_member_ids")]
public sealed record GroupMemberIdRow
{
    [Column("org_guid", IsPrimaryKey = true)] public required string OrgGuid { get; init; }
    [Column("group_name", IsPrimaryKey = true)] public required string GroupName { get; init; }
    [Column("kind", IsPrimaryKey = true)] public required string Kind { get; init; }
    [Column("member", IsPrimaryKey = true)] public required string Member { get; init; }

    /// <summary>When the member was made.</summary>
    [Column("born")] public required long Born { get; init; }
}

[Table("tokens")]
public sealed record TokenRow
{
    /// <summary>SHA-256 of the token, 64 hex digits.</summary>
    [Column("hash", IsPrimaryKey = true)] public required string Hash { get; init; }
    [Column("org_guid")] public required string OrgGuid { get; init; }
    [Column("user_name")] public required string UserName { get; init; }
    /// <summary>read, write or admin.</summary>
    [Column("scope")] public required string Scope { get; init; }

    /// <summary>For people; null: it has none.</summary>
    [Column("name")] public string? Name { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
    [Column("expires_at")] public required long ExpiresAt { get; init; }
    [Column("revoked_at")] public long? RevokedAt { get; init; }
}

[Table("join_tokens")]
public sealed record JoinTokenRow
{
    /// <summary>SHA-256 of the token, 64 hex digits.</summary>
    [Column("hash", IsPrimaryKey = true)] public required string Hash { get; init; }
    [Column("org_guid")] public required string OrgGuid { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
    [Column("expires_at")] public required long ExpiresAt { get; init; }
    [Column("uses_left")] public required int UsesLeft { get; init; }

    /// <summary>Kind and name; null: an older version made it.</summary>
    [Column("created_by")] public string? CreatedBy { get; init; }
    [Column("revoked_at")] public long? RevokedAt { get; init; }
}
