using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>What groups let their members do. By names, without foreign keys: the groups may be those of a Chef Infra Server.</summary>
[Migration(20)]
public sealed class M0020GroupRules : ForwardOnlyMigration
{
    public override void Up() => Create.Table("group_rules")
        .WithColumn("organization").AsString(255).NotNullable().PrimaryKey()
        .WithColumn("id").AsFixedLengthAnsiString(12).NotNullable().PrimaryKey()
        .WithColumn("group_name").AsString(255).NotNullable()
        .WithColumn("command").AsString(1000).NotNullable()
        .WithColumn("nodes").AsString(255).NotNullable()
        .WithColumn("created_at").AsInt64().NotNullable();
}
