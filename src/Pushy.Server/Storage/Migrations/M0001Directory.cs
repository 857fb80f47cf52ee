using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Organizations, users, clients and nodes, their keys, groups and tokens.</summary>
[Migration(1)]
public sealed class M0001Directory : ForwardOnlyMigration
{
    private const int Name = 255;
    private const int Guid = 32;
    private const int Hash = 64;

    public override void Up()
    {
        Create.Table("organizations")
            .WithColumn("guid").AsFixedLengthAnsiString(Guid).NotNullable().PrimaryKey()
            .WithColumn("name").AsString(Name).NotNullable().Unique()
            .WithColumn("full_name").AsString().NotNullable();

        Create.Table("users")
            .WithColumn("name").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("created_at").AsInt64().NotNullable();

        Create.Table("organization_users")
            .WithColumn("org_guid").AsFixedLengthAnsiString(Guid).NotNullable().PrimaryKey().ForeignKey("organizations", "guid")
            .WithColumn("user_name").AsString(Name).NotNullable().PrimaryKey().ForeignKey("users", "name");

        Create.Table("user_keys")
            .WithColumn("user_name").AsString(Name).NotNullable().PrimaryKey().ForeignKey("users", "name")
            .WithColumn("key_name").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("public_key_pem").AsString(int.MaxValue).NotNullable()
            .WithColumn("expires_at").AsInt64().Nullable();

        Create.Table("clients")
            .WithColumn("org_guid").AsFixedLengthAnsiString(Guid).NotNullable().PrimaryKey().ForeignKey("organizations", "guid")
            .WithColumn("name").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("is_node").AsBoolean().NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable();

        Create.Table("client_keys")
            .WithColumn("org_guid").AsFixedLengthAnsiString(Guid).NotNullable().PrimaryKey().ForeignKey("organizations", "guid")
            .WithColumn("client_name").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("key_name").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("public_key_pem").AsString(int.MaxValue).NotNullable()
            .WithColumn("expires_at").AsInt64().Nullable();

        Create.Table("groups")
            .WithColumn("org_guid").AsFixedLengthAnsiString(Guid).NotNullable().PrimaryKey().ForeignKey("organizations", "guid")
            .WithColumn("name").AsString(Name).NotNullable().PrimaryKey();

        Create.Table("group_members")
            .WithColumn("org_guid").AsFixedLengthAnsiString(Guid).NotNullable().PrimaryKey().ForeignKey("organizations", "guid")
            .WithColumn("group_name").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("kind").AsString(6).NotNullable().PrimaryKey()
            .WithColumn("member").AsString(Name).NotNullable().PrimaryKey();

        Create.Table("tokens")
            .WithColumn("hash").AsFixedLengthAnsiString(Hash).NotNullable().PrimaryKey()
            .WithColumn("org_guid").AsFixedLengthAnsiString(Guid).NotNullable().ForeignKey("organizations", "guid")
            .WithColumn("user_name").AsString(Name).NotNullable().ForeignKey("users", "name")
            .WithColumn("scope").AsString(5).NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable()
            .WithColumn("expires_at").AsInt64().NotNullable()
            .WithColumn("revoked_at").AsInt64().Nullable();

        Create.Table("join_tokens")
            .WithColumn("hash").AsFixedLengthAnsiString(Hash).NotNullable().PrimaryKey()
            .WithColumn("org_guid").AsFixedLengthAnsiString(Guid).NotNullable().ForeignKey("organizations", "guid")
            .WithColumn("created_at").AsInt64().NotNullable()
            .WithColumn("expires_at").AsInt64().NotNullable()
            .WithColumn("uses_left").AsInt32().NotNullable();
    }
}
