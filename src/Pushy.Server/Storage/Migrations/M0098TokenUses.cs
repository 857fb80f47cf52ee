using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>What tokens made, and which nodes joined with join tokens, which from now on can be listed and revoked.</summary>
[Migration(98)]
public sealed class M0098TokenUses : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("token_uses")
            .WithColumn("id").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("token_hash").AsFixedLengthAnsiString(64).NotNullable()
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("at").AsInt64().NotNullable()
            .WithColumn("action").AsString(255).NotNullable()
            .WithColumn("target").AsString(1000).NotNullable();
        Create.Index("token_uses_by_token").OnTable("token_uses").OnColumn("token_hash").Ascending().OnColumn("at").Ascending();
        Create.Index("token_uses_by_time").OnTable("token_uses").OnColumn("org_guid").Ascending().OnColumn("at").Ascending();

        Create.Column("created_by").OnTable("join_tokens").AsString(300).Nullable();
        Create.Column("revoked_at").OnTable("join_tokens").AsInt64().Nullable();
    }
}
