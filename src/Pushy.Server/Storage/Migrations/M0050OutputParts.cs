using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Output in parts that are only added, as it comes while the command runs; before, a stream was one value that came at the end.</summary>
[Migration(50)]
public sealed class M0050OutputParts : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("job_output_streams")
            .WithColumn("job_id").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("node").AsString(int.MaxValue).NotNullable().PrimaryKey()
            .WithColumn("stream").AsString(6).NotNullable().PrimaryKey()
            .WithColumn("length").AsInt64().NotNullable()
            .WithColumn("dropped").AsInt64().NotNullable()
            .WithColumn("truncated").AsBoolean().NotNullable()
            .WithColumn("whole").AsBoolean().NotNullable();

        Create.Table("job_output_parts")
            .WithColumn("job_id").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("node").AsString(int.MaxValue).NotNullable().PrimaryKey()
            .WithColumn("stream").AsString(6).NotNullable().PrimaryKey()
            .WithColumn("start").AsInt64().NotNullable().PrimaryKey()
            .WithColumn("content").AsBinary(int.MaxValue).NotNullable();

        // "truncated = truncated" is true on both databases, whose words for true differ.
        Execute.Sql("insert into job_output_streams (job_id, node, stream, length, dropped, truncated, whole) "
            + "select job_id, node, stream, length(content), 0, truncated, truncated = truncated from job_output");
        Execute.Sql("insert into job_output_parts (job_id, node, stream, start, content) select job_id, node, stream, 0, content from job_output where length(content) > 0");
        Delete.Table("job_output");
    }
}
