using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Which job an <c>Idempotency-Key</c> stands for.</summary>
[Migration(41)]
public sealed class M0041IdempotencyKeys : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("idempotency_keys")
            .WithColumn("key_hash").AsFixedLengthAnsiString(64).NotNullable().PrimaryKey()
            .WithColumn("body_hash").AsFixedLengthAnsiString(64).NotNullable()
            .WithColumn("job_id").AsFixedLengthAnsiString(32).NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable();

        Create.Index("idempotency_keys_by_age").OnTable("idempotency_keys").OnColumn("created_at").Ascending();
    }
}
