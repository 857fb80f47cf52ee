using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Each node's last link, the last time that it was not let in, and how long each start of a host lived. docs/decisions/0155.</summary>
[Migration(92)]
public sealed class M0092NodeSightings : ForwardOnlyMigration
{
    private const int Name = 255;
    private const int Word = 32;
    private const int Address = 300;

    public override void Up()
    {
        Create.Table("node_links")
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("node").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("link").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("host_start").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("connected_at").AsInt64().NotNullable()
            .WithColumn("ended_at").AsInt64().Nullable()
            .WithColumn("ending").AsString(Word).Nullable()
            .WithColumn("remote").AsString(Name).NotNullable()
            .WithColumn("version").AsString(Name).NotNullable()
            .WithColumn("platform").AsString(Name).Nullable()
            .WithColumn("clock_skew").AsInt32().Nullable();

        Create.Table("node_refusals")
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("node").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("refused_at").AsInt64().NotNullable()
            .WithColumn("why").AsString(Word).NotNullable()
            .WithColumn("remote").AsString(Name).NotNullable()
            .WithColumn("clock_skew").AsInt32().Nullable()
            .WithColumn("is_known").AsBoolean().NotNullable();

        Create.Index("node_refusals_by_time").OnTable("node_refusals").OnColumn("is_known").Ascending().OnColumn("refused_at").Ascending();

        Create.Table("host_starts")
            .WithColumn("id").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("address").AsString(Address).Nullable()
            .WithColumn("seen_at").AsInt64().NotNullable();
    }
}
