using Pushy.Server.Background;
using Pushy.Server.Configuration;
using Pushy.Server.Hosting;
using Pushy.Server.Metrics;
using Pushy.Server.Storage;

namespace Pushy.Server.Retention;

/// <summary>Removes jobs that ended long ago, on one host of a cluster at a time, in batches with a pause after each.</summary>
internal sealed class JobRetention(
    JobRemoval removal, Lease lease, RetentionOptions options, ServerMetrics metrics, TimeProvider time, BackgroundLoops loops, ILogger<JobRetention> log)
    : BackgroundLoop(loops.Watch(LeaseName, "old jobs cannot be removed", log))
{
    public const string LeaseName = "retention";

    /// <summary>Many times what a batch takes.</summary>
    public static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(2);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (options.FinishedJobs == TimeSpan.Zero)
            return;

        while (await Pause.For(options.LookEvery * (1 + Random.Shared.NextDouble()), time, stoppingToken))
            await Watch.Try(Look, stoppingToken);
    }

    /// <summary>Removes all that is old now, unless another host does or takes over.</summary>
    /// <returns>How many jobs.</returns>
    internal async Task<int> Look(CancellationToken ct)
    {
        var (jobs, rows) = (0, 0L);
        while (await lease.Take(ct))
        {
            var step = await removal.Step(ct);
            rows += step.Rows;
            if (step is { Rows: 0, Done: true })
            {
                var begun = await removal.Begin(time.GetUtcNow() - options.FinishedJobs, ct);
                jobs += begun;
                if (begun == 0)
                {
                    await lease.Release(ct);
                    break;
                }
            }

            if (!await Pause.For(options.Pause, time, ct))
                break;
        }

        metrics.Removed(jobs, rows);
        if (rows > 0)
            log.LogInformation("removed {Jobs} jobs that had ended more than {Kept} ago: {Rows} rows", jobs, options.FinishedJobs, rows);
        return jobs;
    }
}

internal static class RetentionHosting
{
    public static void AddRetention(this IServiceCollection services, RetentionOptions options, Guid host) => services
        .AddSingleton(options)
        .AddSingleton<JobRemoval>()
        .AddHostedService(all => new JobRetention(
            all.GetRequiredService<JobRemoval>(),
            new Lease(all.GetRequiredService<Database>(), JobRetention.LeaseName, host, JobRetention.LeaseLength, all.GetRequiredService<TimeProvider>()),
            options,
            all.GetRequiredService<ServerMetrics>(),
            all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<BackgroundLoops>(),
            all.GetRequiredService<ILogger<JobRetention>>()));
}
