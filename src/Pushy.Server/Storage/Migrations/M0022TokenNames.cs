using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Tokens may have a name, so that people know which one to revoke.</summary>
[Migration(22)]
public sealed class M0022TokenNames : ForwardOnlyMigration
{
    public override void Up() => Alter.Table("tokens").AddColumn("name").AsString(64).Nullable();
}
