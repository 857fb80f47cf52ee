using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Keys of the server's own, the same for all hosts.</summary>
[Migration(40)]
public sealed class M0040ServerKeys : ForwardOnlyMigration
{
    public override void Up() => Create.Table("server_keys")
        .WithColumn("name").AsString(64).NotNullable().PrimaryKey()
        .WithColumn("secret").AsBinary(int.MaxValue).NotNullable();
}
