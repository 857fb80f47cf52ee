using LinqToDB.Data;
using Pushy.Actors.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Server.Storage;

namespace Pushy.Server.Jobs;

/// <summary>
/// Whether the journal has a job. Asked before a job is said not to exist: the list may be behind, and no host needs to have the job in memory
/// at this moment.
/// </summary>
internal sealed class JobJournal(Database database)
{
    public async Task<bool> Has(JobId job, CancellationToken cancel)
    {
        await using var journal = new DataConnection(database.JournalOptions);
        var rows = await journal.QueryToListAsync<int>(
            "select 1 from journal where persistence_id = @id limit 1", cancel, DataParameter.VarChar("id", JobActor.PersistenceIdOf(job)));
        return rows.Count > 0 && !await IsBeingRemoved(job, cancel);
    }

    /// <summary>Of a job that retention has begun to remove, rows are there for a while.</summary>
    private async Task<bool> IsBeingRemoved(JobId job, CancellationToken cancel)
    {
        await using var data = database.Open();
        return (await data.QueryToListAsync<int>("select 1 from removed_jobs where job_id = @id", cancel, DataParameter.VarChar("id", job.Value))).Count > 0;
    }
}
