using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using LinqToDB.Data;
using Pushy.Actors.Jobs;
using Pushy.Server.Background;
using Pushy.Server.Hosting;
using Pushy.Server.Storage;

namespace Pushy.Server.Jobs;

/// <summary>
/// Wakes jobs that have not finished and that no host has in memory. Sharding starts those again that it remembers; after a split it may not remember
/// one that only the side which was put out had heard of, though its client has a 201 (docs/decisions/0102). A job that is awake takes no notice.
/// </summary>
internal sealed class JobSweep(
    Database database, JobRoster roster, IRequiredActor<JobActor> jobs, Lease lease, TimeProvider time, BackgroundLoops loops, ILogger<JobSweep> log)
    : BackgroundLoop(loops.Watch(LeaseName, "unfinished jobs cannot be looked for", log))
{
    public const string LeaseName = "job-sweep";

    /// <summary>How long a job may be in nobody's memory, and twice as long at worst.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <summary>A host that dies in the middle of a sweep holds the next one up for so long.</summary>
    public static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(45);

    /// <summary>Jobs read at once.</summary>
    private const int Page = 1_000;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (await Pause.For(Every * (0.5 + Random.Shared.NextDouble()), time, stoppingToken))
        {
            await Watch.Try(async ct =>
            {
                if (await lease.Take(ct))
                    await Sweep(ct);
            }, stoppingToken);
        }
    }

    /// <summary>Wakes all that are older than a moment and not on this host.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> Sweep(CancellationToken ct)
    {
        var (woken, created, id) = (0, 0L, "");
        var before = (time.GetUtcNow() - Every).ToStored();
        while (true)
        {
            await using var data = database.Open();
            var page = await data.QueryToListAsync<Row>(
                $"select id as \"Id\", created_at as \"CreatedAt\" from jobs where final_state is null and created_at < @before and (created_at, id) > (@created, @id) order by created_at, id limit {Page}",
                ct,
                DataParameter.Int64("before", before), DataParameter.Int64("created", created), DataParameter.VarChar("id", id));
            foreach (var job in page.Where(job => !roster.Has(new(job.Id))))
            {
                jobs.ActorRef.Tell(new ShardingEnvelope(job.Id, WakeJob.Instance), ActorRefs.NoSender);
                woken++;
            }

            if (page.Count < Page)
                return woken;
            (created, id) = (page[^1].CreatedAt, page[^1].Id);
        }
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public long CreatedAt { get; init; }
    }
}

internal static class JobSweepHosting
{
    public static void AddJobSweep(this IServiceCollection services, Guid host) => services
        .AddSingleton(all => new JobSweep(
            all.GetRequiredService<Database>(),
            all.GetRequiredService<JobRoster>(),
            all.GetRequiredService<IRequiredActor<JobActor>>(),
            new Lease(all.GetRequiredService<Database>(), JobSweep.LeaseName, host, JobSweep.LeaseLength, all.GetRequiredService<TimeProvider>()),
            all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<BackgroundLoops>(),
            all.GetRequiredService<ILogger<JobSweep>>()))
        .AddHostedService(all => all.GetRequiredService<JobSweep>());
}
