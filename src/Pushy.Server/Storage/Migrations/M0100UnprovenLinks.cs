using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Whether a node's link is one whose agent proved nothing beyond its signed request. Null for links of before.</summary>
[Migration(100)]
public sealed class M0100UnprovenLinks : ForwardOnlyMigration
{
    public override void Up() => Create.Column("unproven").OnTable("node_links").AsBoolean().Nullable();
}
