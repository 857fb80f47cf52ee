using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>How many nodes a finished job went well and badly on, so that lists can say so without reading it. Null while it goes on, and for jobs that finished before.</summary>
[Migration(94)]
public sealed class M0094JobOutcomes : ForwardOnlyMigration
{
    public override void Up()
    {
        Alter.Table("jobs").AddColumn("succeeded").AsInt32().Nullable();
        Alter.Table("jobs").AddColumn("failed").AsInt32().Nullable();
    }
}
