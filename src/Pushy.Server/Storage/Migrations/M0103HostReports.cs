using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>What hosts write of each other, and which have to go.</summary>
[Migration(103)]
public sealed class M0103HostReports : ForwardOnlyMigration
{
    /// <summary>Some hundred addresses; hosts write no more than fit.</summary>
    public const int MaxUnreachable = 4_000;

    /// <summary>A sentence; longer ones are cut.</summary>
    public const int MaxPutOut = 400;

    public override void Up()
    {
        Create.Column("steady_since").OnTable("cluster_hosts").AsInt64().NotNullable().WithDefaultValue(0);
        Create.Column("uid").OnTable("cluster_hosts").AsInt64().NotNullable().WithDefaultValue(0);
        Create.Column("unreachable").OnTable("cluster_hosts").AsString(MaxUnreachable).NotNullable().WithDefaultValue("");
        Create.Column("put_out").OnTable("cluster_hosts").AsString(MaxPutOut).Nullable();
    }
}
