using LinqToDB.Mapping;

namespace Pushy.Server.Storage;

[Table("group_rules")]
public sealed record GroupRuleRow
{
    /// <summary>Short name of the organization.</summary>
    [Column("organization", IsPrimaryKey = true)] public required string Organization { get; init; }

    /// <summary>Made of what the rule says, so that the same rule has the same.</summary>
    [Column("id", IsPrimaryKey = true)] public required string Id { get; init; }
    [Column("group_name")] public required string Group { get; init; }
    [Column("command")] public required string Command { get; init; }
    [Column("nodes")] public required string Nodes { get; init; }

    /// <summary>This and the next two: names with commas between, <c>*</c> for any, empty for none.</summary>
    [Column("variables")] public string Variables { get; init; } = "";
    [Column("directories")] public string Directories { get; init; } = "";
    [Column("accounts")] public string Accounts { get; init; } = "";
    [Column("takes_file")] public bool TakesFile { get; init; }
    [Column("created_at")] public required long CreatedAt { get; init; }
}
