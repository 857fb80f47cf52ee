using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

[Table("audit")]
public sealed record AuditRow
{
    /// <summary>Given by the database; rises.</summary>
    [Column("id", IsPrimaryKey = true, IsIdentity = true)] public long Id { get; init; }
    [Column("at")] public required long At { get; init; }
    [Column("organization")] public required string Organization { get; init; }
    [Column("kind")] public required string Kind { get; init; }
    [Column("name")] public required string Name { get; init; }
    [Column("token")] public string? Token { get; init; }
    [Column("action")] public required string Action { get; init; }
    [Column("object")] public required string Target { get; init; }
    [Column("outcome")] public required string Outcome { get; init; }
    [Column("detail")] public required string Detail { get; init; }
    [Column("request_id")] public required string RequestId { get; init; }
    [Column("remote")] public required string Remote { get; init; }
    [Column("count")] public required long Count { get; init; }
}
