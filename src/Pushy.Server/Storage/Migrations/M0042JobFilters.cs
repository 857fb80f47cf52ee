using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>What filters of the job list are answered from, each in the list's order. docs/decisions/0082.</summary>
[Migration(42)]
public sealed class M0042JobFilters : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Index("jobs_by_status").OnTable("jobs")
            .OnColumn("org_guid").Ascending().OnColumn("status").Ascending().OnColumn("created_at").Ascending().OnColumn("id").Ascending();
        // Texts of any length: the index has their beginning, which both databases write alike.
        Execute.Sql("create index jobs_by_command on jobs (org_guid, substr(command, 1, 100), created_at, id)");
        Execute.Sql("create index jobs_by_requestor on jobs (org_guid, substr(created_by, 1, 100), created_at, id)");

        Create.Table("job_nodes")
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("bucket").AsInt32().NotNullable().PrimaryKey()
            .WithColumn("created_at").AsInt64().NotNullable().PrimaryKey()
            .WithColumn("job_id").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("hashes").AsBinary(int.MaxValue).NotNullable();
    }
}
