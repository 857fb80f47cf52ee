using Akka.Actor;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Jobs;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Jobs;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Storage;

/// <summary>Jobs that are stored and that no host has in memory, as a split can leave them.</summary>
public abstract class OrphanTests(JobServer jobs)
{
    [SkippableFact]
    public async Task A_listed_job_that_nobody_has_in_memory_is_found_and_ends()
    {
        var org = await jobs.Organization();
        var voting = await Orphan(org, isListed: true);
        var listed = (await org.Get("jobs")).EnumerateArray().Single();
        Assert.Equal((voting.Id.Value, "voting"), (listed.GetProperty("id").GetString(), listed.GetProperty("status").GetString()));

        Assert.True(await org.Server.Services.GetRequiredService<JobSweep>().Sweep(default) >= 1);

        await Hosting.Eventually.See(() => org.Get("jobs"), all => all.EnumerateArray().Single().GetProperty("status").GetString() == "quorum_failed");
        await org.Gone(voting.Id.Value);
    }

    [SkippableFact]
    public async Task A_job_that_only_the_journal_has_is_known_by_its_id()
    {
        var org = await jobs.Organization();
        var voting = await Orphan(org, isListed: false);
        await org.Job(voting.Id.Value, "quorum_failed");
        Assert.Equal(404, (await org.Alice.Get(org.Path($"jobs/{Guid.NewGuid():N}"))).Status);
    }

    /// <summary>Writes a job of an hour ago that asks for votes.</summary>
    private static async Task<JobSpec> Orphan(JobOrganization org, bool isListed)
    {
        var services = org.Server.Services;
        var at = DateTimeOffset.UtcNow.AddHours(-1);
        var spec = new JobSpec(
            new JobId(Guid.NewGuid().ToString("N")), org.Id, "true", [new NodeName("web1")], 1, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(60), new RunOptions(), "alice");
        var written = new JobWritten([new JobEvent.Submitted(spec, at, at + spec.VoteWindow)]);
        var serializer = new JobEventSerializer((ExtendedActorSystem)services.GetRequiredService<ActorSystem>());
        await using (var journal = new DataConnection(services.GetRequiredService<Database>().JournalOptions))
        {
            await journal.ExecuteAsync(
                "insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) values (0, @deleted, @id, 1, @message, @manifest, @serializer)",
                DataParameter.Boolean("deleted", false), DataParameter.VarChar("id", "job-" + spec.Id.Value), DataParameter.VarBinary("message", serializer.ToBinary(written)),
                DataParameter.VarChar("manifest", serializer.Manifest(written)), DataParameter.Int32("serializer", serializer.Identifier));
        }

        if (isListed)
            await services.GetRequiredService<JobReadModel>().Write([(JobState.Known)written.Events.Aggregate(JobState.Initial, Job.Evolve)]);
        return spec;
    }
}

[Collection(JobTests.Name)]
public sealed class SqliteOrphanTests(JobServer jobs) : OrphanTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresOrphanTests : OrphanTests
{
    public PostgresOrphanTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
