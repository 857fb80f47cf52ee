using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Counts changes of the directory, so that all hosts learn that somebody may have lost a right.</summary>
[Migration(97)]
public sealed class M0097DirectoryVersion : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("directory_version")
            .WithColumn("id").AsInt16().NotNullable().PrimaryKey()
            .WithColumn("version").AsInt64().NotNullable();
        Execute.Sql("insert into directory_version (id, version) values (1, 0)");
    }
}
