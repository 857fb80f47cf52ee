using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Whose cluster this database is, and which hosts are in it.</summary>
[Migration(80)]
public sealed class M0080Cluster : ForwardOnlyMigration
{
    private const int NameLength = 40;
    private const int AddressLength = 300;   // a host name has 253, a port 5
    private const int VersionLength = 64;

    public override void Up()
    {
        Create.Table("cluster")
            .WithColumn("one").AsInt32().NotNullable().PrimaryKey()
            .WithColumn("id").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("name").AsString(NameLength).NotNullable()
            .WithColumn("epoch").AsInt64().NotNullable();

        Create.Table("cluster_hosts")
            .WithColumn("address").AsString(AddressLength).NotNullable().PrimaryKey()
            .WithColumn("incarnation").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("version").AsString(VersionLength).NotNullable()
            .WithColumn("started_at").AsInt64().NotNullable()
            .WithColumn("seen_at").AsInt64().NotNullable();
    }
}
