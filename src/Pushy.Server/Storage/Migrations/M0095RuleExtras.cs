using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>What a rule lets a job bring beside its command. Rules that are there get what nobody said: nothing.</summary>
[Migration(95)]
public sealed class M0095RuleExtras : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Column("variables").OnTable("group_rules").AsString(1000).NotNullable().WithDefaultValue("");
        Create.Column("directories").OnTable("group_rules").AsString(1000).NotNullable().WithDefaultValue("");
        Create.Column("accounts").OnTable("group_rules").AsString(1000).NotNullable().WithDefaultValue("");
        Create.Column("takes_file").OnTable("group_rules").AsBoolean().NotNullable().WithDefaultValue(false);
    }
}
