using Akka.Actor;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors;
using Pushy.Actors.Jobs;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Storage;

/// <summary>Snapshots of a large job in the real store, the same on both databases.</summary>
public abstract class SnapshotLifeTests(JobServer jobs)
{
    private const int Size = 1_200;

    [SkippableFact]
    public async Task A_large_job_is_recovered_from_its_snapshot_alone()
    {
        var life = await Begin();

        await life.Sql("delete from journal where persistence_id = '{0}' and sequence_number <= (select max(sequence_number) from snapshot where persistence_id = '{0}')");

        Assert.Equal(life.Seen, await life.SeenAgain());
    }

    [SkippableTheory]
    [InlineData("snapshot = {1}")]
    [InlineData("manifest = 'job.snapshot.v99'")]
    [InlineData("serializer_id = 999")]
    public async Task A_snapshot_that_cannot_be_read_is_done_without(string damage)
    {
        var life = await Begin();

        await life.Sql("update snapshot set " + damage + " where persistence_id = '{0}'");

        Assert.Equal(life.Seen, await life.SeenAgain());
    }

    [SkippableFact]
    public async Task A_small_job_leaves_nothing_in_the_store()
    {
        var org = await jobs.Organization();
        var id = await org.Post("off");
        await org.Job(id, "quorum_failed");
        await org.Gone(id);

        await using var journal = Journal(org.Server.Services.GetRequiredService<Database>());
        Assert.Equal(0, await journal.ExecuteAsync<long>($"select count(*) from snapshot where persistence_id = 'job-{id}'"));
    }

    /// <summary>A job that votes, all but one of whose nodes are ready; with a snapshot.</summary>
    private async Task<Life> Begin()
    {
        var org = await jobs.Organization();
        var spec = new JobSpec(
            JobId.Create(org.Id, Guid.NewGuid().ToByteArray().AsSpan(0, JobId.RandomBytes)), org.Id, "true",
            [.. Enumerable.Range(0, Size).Select(number => new NodeName($"n{number}"))], Size, TimeSpan.FromHours(1), TimeSpan.FromHours(1), new RunOptions(), "alice");
        var life = new Life(org.Server.Services.GetRequiredService<ActorSystem>(), org.Server.Services.GetRequiredService<Database>(), spec);
        await life.Begin();
        return life;
    }

    private static DataConnection Journal(Database database) => new(new DataOptions().UseConnectionString(database.ProviderName, database.JournalConnectionString));

    private sealed class Life(ActorSystem system, Database database, JobSpec spec)
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly string _key = "job-" + spec.Id.Value;

        public string Seen { get; private set; } = "";

        public async Task Begin()
        {
            var job = Start();
            await job.Ask<JobReply>(new JobCommand.Submit(spec), Patience);
            foreach (var node in spec.Nodes.Skip(1))
                job.Tell(new JobCommand.Report(node, NodeReport.AckCommit.Instance));
            await using (var journal = Journal(database))
                await Eventually.See(() => journal.ExecuteAsync<long>($"select count(*) from snapshot where persistence_id = '{_key}'"), found => found == 1);
            Seen = await Look(job);
            Assert.Equal($"Voting, {Size - 1} ready", Seen);
            Assert.True(await job.GracefulStop(Patience));
        }

        public async Task Sql(string statement)
        {
            await using var journal = Journal(database);
            var nothing = database.Provider == StorageProvider.Sqlite ? "x'00'" : "'\\x00'::bytea";
            Assert.True(await journal.ExecuteAsync(statement.Replace("{0}", _key, StringComparison.Ordinal).Replace("{1}", nothing, StringComparison.Ordinal)) > 0);
        }

        public async Task<string> SeenAgain()
        {
            var job = Start();
            var seen = await Look(job);
            Assert.True(await job.GracefulStop(Patience));
            return seen;
        }

        private IActorRef Start()
        {
            var around = system.ActorOf(Producing.Of(() => new Surroundings()));
            return system.ActorOf(Producing.Of(() => new JobActor(spec.Id, new JobNeighbours(around, around, around, new JobRoster(), JobSettings.Default))));
        }

        private static async Task<string> Look(IActorRef job)
        {
            var state = (await job.Ask<JobReply>(GetJob.Instance, Patience)).State;
            return state is JobState.Known known ? $"{state.GetType().Name}, {known.Nodes.Counts.Of(NodeState.Ready)} ready" : state.GetType().Name;
        }
    }

    /// <summary>A list that takes everything, and nodes of which nothing is heard.</summary>
    private sealed class Surroundings : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Write<JobState.Known>(var job))
                Sender.Tell(new Written<JobState.Known>(job));
        }
    }
}

[Collection(JobTests.Name)]
public sealed class SqliteSnapshotLifeTests(JobServer jobs) : SnapshotLifeTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresSnapshotLifeTests : SnapshotLifeTests
{
    public PostgresSnapshotLifeTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
