using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Who did what. No foreign keys: an entry outlives what it is about.</summary>
[Migration(21)]
public sealed class M0021Audit : ForwardOnlyMigration
{
    private const int Text = 256;   // cut texts have a sign for it at their end

    public override void Up()
    {
        Create.Table("audit")
            .WithColumn("id").AsInt64().NotNullable().PrimaryKey().Identity()
            .WithColumn("at").AsInt64().NotNullable()
            .WithColumn("organization").AsString(Text).NotNullable()
            .WithColumn("kind").AsString(16).NotNullable()
            .WithColumn("name").AsString(Text).NotNullable()
            .WithColumn("token").AsString(Text).Nullable()
            .WithColumn("action").AsString(Text).NotNullable()
            .WithColumn("object").AsString(Text).NotNullable()
            .WithColumn("outcome").AsString(16).NotNullable()
            .WithColumn("detail").AsString(501).NotNullable()
            .WithColumn("request_id").AsString(64).NotNullable()
            .WithColumn("remote").AsString(Text).NotNullable()
            .WithColumn("count").AsInt64().NotNullable();

        Create.Index("audit_by_organization").OnTable("audit")
            .OnColumn("organization").Ascending()
            .OnColumn("id").Ascending();
    }
}
