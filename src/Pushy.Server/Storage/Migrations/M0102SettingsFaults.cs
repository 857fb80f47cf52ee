using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Why a node's agent goes on with older settings than its files have, in its own words.</summary>
[Migration(102)]
public sealed class M0102SettingsFaults : ForwardOnlyMigration
{
    public override void Up() => Create.Column("settings_fault").OnTable("node_links").AsString(300).Nullable();
}
