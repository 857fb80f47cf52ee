using LinqToDB;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Retention;

/// <summary>What the database has of jobs, in every table that has anything of them; and jobs that ended in any past.</summary>
internal sealed class JobRows(TestServer server, string organization)
{
    private const int Batch = 500;

    private static readonly (string Table, string Column, string Prefix)[] InPushy =
        [("jobs", "id", ""), ("job_nodes", "job_id", ""), ("job_output_streams", "job_id", ""), ("job_output_parts", "job_id", ""), ("org_feed", "job_id", ""), ("removed_jobs", "job_id", "")];

    private static readonly (string Table, string Column, string Prefix)[] InJournal = [("journal", "persistence_id", "job-"), ("snapshot", "persistence_id", "job-")];

    private int _made;

    public Database Database { get; } = server.Services.GetRequiredService<Database>();

    /// <summary>Rows of a job, by table; tables without any are left out.</summary>
    public async Task<string> Of(string job)
    {
        await using var pushy = Database.Open();
        await using var journal = Journal();
        var found = new List<string>();
        foreach (var (db, tables) in new[] { ((DataConnection)pushy, InPushy), (journal, InJournal) })
        {
            foreach (var (table, column, prefix) in tables)
            {
                if (await db.ExecuteAsync<long>($"select count(*) from {table} where {column} = '{prefix}{job}'") is > 0 and var rows)
                    found.Add($"{table} {rows}");
            }
        }

        return string.Join(", ", found);
    }

    /// <summary>Jobs of this organization in the list.</summary>
    public async Task<long> Listed()
    {
        await using var pushy = Database.Open();
        return await pushy.ExecuteAsync<long>($"select count(*) from jobs where org_guid = '{organization}'");
    }

    /// <summary>Jobs of two nodes each, with output of one, two rows in the journal and a snapshot, as if they had ended then.</summary>
    public async Task<IReadOnlyList<JobId>> Add(int jobs, DateTimeOffset ended)
    {
        var model = server.Services.GetRequiredService<JobReadModel>();
        var outputs = server.Services.GetRequiredService<OutputStore>();
        var made = new List<JobId>();
        while (made.Count < jobs)
        {
            List<JobState.Finished> batch = [.. Enumerable.Range(0, Math.Min(Batch, jobs - made.Count)).Select(_ => Finished(ended))];
            await model.Write(batch);
            await outputs.Write([.. batch.Select(job => new JobOutput(job.Spec.Id, new NodeName("web1"), "out", null, false))]);
            await AddJournal([.. batch.Select(job => job.Spec.Id)]);
            made.AddRange(batch.Select(job => job.Spec.Id));
        }

        return made;
    }

    public async Task AddJournal(IReadOnlyList<JobId> jobs, int first = 1, int rows = 2)
    {
        var bytes = Database.Provider == StorageProvider.Sqlite ? "x'7b7d'" : "'\\x7b7d'::bytea";
        await using var journal = Journal();
        var values = jobs.SelectMany(job => Enumerable.Range(first, rows).Select(row => $"(0, {(Database.Provider == StorageProvider.Sqlite ? "0" : "false")}, 'job-{job.Value}', {row}, {bytes})"));
        await journal.ExecuteAsync($"insert into journal (created, deleted, persistence_id, sequence_number, message) values {string.Join(", ", values)}");
        await journal.ExecuteAsync($"insert into snapshot (created, persistence_id, sequence_number, snapshot) values {string.Join(", ", jobs.Select(job => $"(0, 'job-{job.Value}', {first}, {bytes})"))}");
    }

    private JobState.Finished Finished(DateTimeOffset ended)
    {
        NodeName[] nodes = [new("web1"), new("web2")];
        var number = ++_made;
        var id = JobId.Create(organization, [(byte)(number >> 16), (byte)(number >> 8), (byte)number, .. new byte[JobId.RandomBytes - 3]]);
        var spec = new JobSpec(id, organization, "true", [.. nodes], 2, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), new RunOptions(), "alice");
        var parts = nodes.Select(node => KeyValuePair.Create(node, (NodePart)new NodePart.Ended(new NodeEnding.Ended(new CommandResult(true, 0, null, null, null, null)), ended, ended)));
        return new JobState.Finished(spec, NodeBoard.Of(parts), ended.AddMinutes(-1), ended, JobStatus.Complete);
    }

    private DataConnection Journal() => new(new DataOptions().UseConnectionString(Database.ProviderName, Database.JournalConnectionString));
}
