using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>How many nodes a finished job went well and badly on, so that lists can say so without reading it. Null while it goes on, and for jobs that finished before.</summary>
[Migration(94)]
public sealed class M0094JobOutcomes : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Column("succeeded").OnTable("jobs").AsInt32().Nullable();
        Create.Column("failed").OnTable("jobs").AsInt32().Nullable();
    }
}
