using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>What managing the directory needs: superusers, what Chef's clients say about a user, and since when a key is there.</summary>
[Migration(10)]
public sealed class M0010DirectoryManagement : ForwardOnlyMigration
{
    private const int Text = 255;

    public override void Up()
    {
        Alter.Table("users")
            .AddColumn("superuser").AsBoolean().NotNullable().WithDefaultValue(false)
            .AddColumn("display_name").AsString(Text).Nullable()
            .AddColumn("first_name").AsString(Text).Nullable()
            .AddColumn("middle_name").AsString(Text).Nullable()
            .AddColumn("last_name").AsString(Text).Nullable()
            .AddColumn("email").AsString(Text).Nullable();

        Alter.Table("user_keys").AddColumn("created_at").AsInt64().NotNullable().WithDefaultValue(0);
        Alter.Table("client_keys").AddColumn("created_at").AsInt64().NotNullable().WithDefaultValue(0);

        // Keys of before were made with their owners.
        Execute.Sql("UPDATE user_keys SET created_at = (SELECT users.created_at FROM users WHERE users.name = user_keys.user_name)");
        Execute.Sql("UPDATE client_keys SET created_at = (SELECT clients.created_at FROM clients "
            + "WHERE clients.org_guid = client_keys.org_guid AND clients.name = client_keys.client_name)");
    }
}
