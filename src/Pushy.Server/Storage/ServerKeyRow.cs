using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

/// <summary>A key of the server's own. Never to be logged.</summary>
[Table("server_keys")]
public sealed record ServerKeyRow
{
    [Column("name", IsPrimaryKey = true)] public required string Name { get; init; }
    [Column("secret")] public required byte[] Secret { get; init; }

    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => Name;
}
