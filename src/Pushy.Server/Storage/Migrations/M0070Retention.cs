using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>What removes old jobs: which host does, what it has begun to remove, and by which index it finds them. docs/decisions/0121.</summary>
[Migration(70)]
public sealed class M0070Retention : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("leases")
            .WithColumn("name").AsString(64).NotNullable().PrimaryKey()
            .WithColumn("holder").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("until").AsInt64().NotNullable();

        Create.Table("removed_jobs")
            .WithColumn("job_id").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable();

        Execute.Sql("create index jobs_by_end on jobs (updated_at) where final_state is not null");
    }
}
