using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Sessions of browsers, and one-time links that begin one. Both by the hash of their secret.</summary>
[Migration(90)]
public sealed class M0090WebSessions : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("web_sessions")
            .WithColumn("hash").AsFixedLengthAnsiString(64).NotNullable().PrimaryKey()
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("org_name").AsString(255).NotNullable()
            .WithColumn("user_name").AsString(255).NotNullable()
            .WithColumn("scope").AsString(16).NotNullable()
            .WithColumn("token_hash").AsFixedLengthAnsiString(64).Nullable()
            .WithColumn("created_at").AsInt64().NotNullable()
            .WithColumn("used_at").AsInt64().NotNullable()
            .WithColumn("expires_at").AsInt64().NotNullable();
        Create.Index("web_sessions_by_user").OnTable("web_sessions").OnColumn("org_guid").Ascending().OnColumn("user_name").Ascending();
        Create.Index("web_sessions_by_end").OnTable("web_sessions").OnColumn("expires_at").Ascending();

        Create.Table("web_links")
            .WithColumn("hash").AsFixedLengthAnsiString(64).NotNullable().PrimaryKey()
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("org_name").AsString(255).NotNullable()
            .WithColumn("user_name").AsString(255).NotNullable()
            .WithColumn("scope").AsString(16).NotNullable()
            .WithColumn("token_hash").AsFixedLengthAnsiString(64).Nullable()
            .WithColumn("created_at").AsInt64().NotNullable()
            .WithColumn("expires_at").AsInt64().NotNullable();
        Create.Index("web_links_by_user").OnTable("web_links").OnColumn("org_guid").Ascending().OnColumn("user_name").Ascending();
        Create.Index("web_links_by_end").OnTable("web_links").OnColumn("expires_at").Ascending();
    }
}
