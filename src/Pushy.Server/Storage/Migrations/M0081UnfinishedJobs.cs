using FluentMigrator;

namespace Pushy.Server.Storage.Migrations;

/// <summary>Finds jobs that have not finished among all that have, see Jobs/JobSweep.cs.</summary>
[Migration(81)]
public sealed class M0081UnfinishedJobs : ForwardOnlyMigration
{
    public override void Up() => Execute.Sql("create index jobs_unfinished on jobs (created_at, id) where final_state is null");
}
