using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

/// <summary>An <c>Idempotency-Key</c> and the job that it stands for.</summary>
[Table("idempotency_keys")]
public sealed record IdempotencyKeyRow
{
    /// <summary>SHA-256, hex, of the key and of who sent it: of one length, whatever is in it.</summary>
    [Column("key_hash", IsPrimaryKey = true)] public required string KeyHash { get; init; }

    /// <summary>SHA-256 of the body, hex.</summary>
    [Column("body_hash")] public required string BodyHash { get; init; }

    [Column("job_id")] public required string JobId { get; init; }

    /// <summary>Microseconds since 1970, UTC.</summary>
    [Column("created_at")] public required long CreatedAt { get; init; }
}
