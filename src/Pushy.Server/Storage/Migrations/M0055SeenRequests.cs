using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Signed requests that came, for <c>pushy.sign-in.refuse-replays</c>: all hosts know of each other's.</summary>
[Migration(55)]
public sealed class M0055SeenRequests : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("seen_requests")
            .WithColumn("fingerprint").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("ends_at").AsInt64().NotNullable();

        Create.Index("seen_requests_by_end").OnTable("seen_requests").OnColumn("ends_at").Ascending();
    }
}
