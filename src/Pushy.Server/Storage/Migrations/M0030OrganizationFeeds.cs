using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>What organizations' feeds tell: which job started or ended, numbered. What it was is in the list of jobs.</summary>
[Migration(30)]
public sealed class M0030OrganizationFeeds : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("org_feed_heads")
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("seq").AsInt64().NotNullable();

        Create.Table("org_feed")
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("seq").AsInt64().NotNullable().PrimaryKey()
            .WithColumn("job_id").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("name").AsString(16).NotNullable()
            .WithColumn("at").AsInt64().NotNullable();

        // Two hosts that list the same job for the first time at once: one of them fails, and sees then that it is listed.
        Create.Index("org_feed_by_job").OnTable("org_feed")
            .OnColumn("job_id").Ascending()
            .OnColumn("name").Ascending()
            .WithOptions().Unique();
    }
}
