using Pushy.Chaos.Cluster;

namespace Pushy.Chaos.Failover;

/// <summary>Long jobs run all the time, while one host after the other is killed and comes back.</summary>
internal static class FailoverRun
{
    public static async Task<FailoverReport> RunAsync(ChaosOptions options, int kills, TextWriter progress, CancellationToken ct)
    {
        var (report, folder) = await World.UseAsync(options, realAgents: true, async world =>
        {
            await progress.WriteLineAsync($"{options.Hosts} hosts and {options.Agents} agents are up; logs are in {world.Folder}");
            return await MeasureAsync(world, kills, progress, ct);
        }, report => report.Wrong.Count > 0, ct);
        return report with { Folder = folder };
    }

    private static async Task<FailoverReport> MeasureAsync(World world, int kills, TextWriter progress, CancellationToken ct)
    {
        var jobs = await LongJobs.StartAsync(world, ct);
        List<Failed> all = [];
        for (var kill = 0; kill < kills; kill++)
        {
            await Balance.AwaitAsync(world, jobs.Ids, ct);
            var one = await new Kill(world, jobs, kill).MeasureAsync(ct);
            all.Add(one);
            await progress.WriteLineAsync(one.ToString());
        }

        await Balance.AwaitAsync(world, jobs.Ids, ct);
        return new FailoverReport(world.Hosts.Count, world.Agents.Count, jobs.Ids.Count, all, await jobs.WhatIsWrongAsync(ct), null);
    }
}
