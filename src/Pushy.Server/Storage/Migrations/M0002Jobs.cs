using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>What lists of jobs and reads of output are answered from. The journal, not these, says what is true.</summary>
[Migration(2)]
public sealed class M0002Jobs : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("jobs")
            .WithColumn("id").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable()
            .WithColumn("updated_at").AsInt64().NotNullable()
            .WithColumn("status").AsString(32).NotNullable()
            .WithColumn("command").AsString(int.MaxValue).NotNullable()
            .WithColumn("run_timeout").AsInt64().NotNullable()
            .WithColumn("quorum").AsInt64().NotNullable()
            .WithColumn("node_count").AsInt32().NotNullable()
            .WithColumn("created_by").AsString(int.MaxValue).NotNullable()
            .WithColumn("user").AsString(int.MaxValue).Nullable()
            .WithColumn("dir").AsString(int.MaxValue).Nullable()
            .WithColumn("env").AsString(int.MaxValue).Nullable()
            .WithColumn("capture").AsBoolean().NotNullable()
            .WithColumn("file_specified").AsBoolean().NotNullable()
            .WithColumn("final_state").AsBinary(int.MaxValue).Nullable();   // the whole job once it has finished, compressed

        Create.Index("jobs_by_organization").OnTable("jobs")
            .OnColumn("org_guid").Ascending()
            .OnColumn("created_at").Ascending()
            .OnColumn("id").Ascending();

        Create.Table("job_output")
            .WithColumn("job_id").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("node").AsString(int.MaxValue).NotNullable().PrimaryKey()
            .WithColumn("stream").AsString(6).NotNullable().PrimaryKey()
            .WithColumn("content").AsBinary(int.MaxValue).NotNullable()
            .WithColumn("truncated").AsBoolean().NotNullable();
    }
}
