using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

// Lengths are those of the migration: without them a batch cuts texts at 255 characters.

[Table("audit")]
public sealed record AuditRow
{
    /// <summary>Given by the database; rises.</summary>
    [Column("id", IsPrimaryKey = true, IsIdentity = true)] public long Id { get; init; }
    [Column("at")] public required long At { get; init; }
    [Column("organization", Length = 256)] public required string Organization { get; init; }
    [Column("kind", Length = 16)] public required string Kind { get; init; }
    [Column("name", Length = 256)] public required string Name { get; init; }
    [Column("token", Length = 256)] public string? Token { get; init; }
    [Column("action", Length = 256)] public required string Action { get; init; }
    [Column("object", Length = 256)] public required string Target { get; init; }
    [Column("outcome", Length = 16)] public required string Outcome { get; init; }
    [Column("detail", Length = 501)] public required string Detail { get; init; }
    [Column("request_id", Length = 64)] public required string RequestId { get; init; }
    [Column("remote", Length = 256)] public required string Remote { get; init; }
    [Column("count")] public required long Count { get; init; }
}
