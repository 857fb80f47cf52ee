using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>
/// Which user, client or group a group's member is, and which user or client started a job: a name that is given again is not the same one. Members whose names nobody bears
/// get no identity, so they are members no more. docs/decisions/0188.
/// </summary>
[Migration(96)]
public sealed class M0096Identities : ForwardOnlyMigration
{
    private const int Name = 255;
    private const int Identity = 40;

    public override void Up()
    {
        Create.Column("born").OnTable("groups").AsInt64().NotNullable().WithDefaultValue(0);
        Create.Column("created_by_id").OnTable("jobs").AsAnsiString(Identity).Nullable();

        Create.Table("group_member_ids")
            .WithColumn("org_guid").AsFixedLengthAnsiString(32).NotNullable().PrimaryKey()
            .WithColumn("group_name").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("kind").AsString(6).NotNullable().PrimaryKey()
            .WithColumn("member").AsString(Name).NotNullable().PrimaryKey()
            .WithColumn("born").AsInt64().NotNullable();

        const string Into = "insert into group_member_ids (org_guid, group_name, kind, member, born) select m.org_guid, m.group_name, m.kind, m.member, ";
        Execute.Sql(Into + "u.created_at from group_members m join users u on u.name = m.member where m.kind = 'user'");
        Execute.Sql(Into + "c.created_at from group_members m join clients c on c.org_guid = m.org_guid and c.name = m.member where m.kind = 'client'");
        Execute.Sql(Into + "g.born from group_members m join groups g on g.org_guid = m.org_guid and g.name = m.member where m.kind = 'group'");
    }
}
