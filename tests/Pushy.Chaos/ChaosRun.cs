using Pushy.Chaos.Cluster;
using Pushy.Chaos.Faults;
using Pushy.Chaos.Load;
using Pushy.Chaos.Report;
using Pushy.Chaos.Truth;

namespace Pushy.Chaos;

/// <summary>One run: load and faults, all made good, and then what was told is held against what happened.</summary>
internal static class ChaosRun
{
    public static async Task<ChaosReport> RunAsync(ChaosOptions options, TextWriter progress, CancellationToken ct)
    {
        await progress.WriteLineAsync($"seed {options.Seed}");
        var (report, folder) = await World.UseAsync(options, realAgents: true, async world =>
        {
            await progress.WriteLineAsync($"{options.Hosts} hosts and {options.Agents} agents are up; logs are in {world.Folder}");
            return await ReportAsync(options, world, ct);
        }, report => report.Findings.Count > 0, ct);
        return report with { Folder = folder };
    }

    private static async Task<ChaosReport> ReportAsync(ChaosOptions options, World world, CancellationToken ct)
    {
        using var jobs = new JobStream(world, options.JobsPerSecond, options.Seed);
        using var faults = new FaultMaker(world);
        var prober = new Prober(world, jobs);
        var began = Uptime.Now;
        using (var loadEnds = CancellationTokenSource.CreateLinkedTokenSource(ct))
            await Task.WhenAll(jobs.RunAsync(loadEnds.Token, ct), prober.RunAsync(loadEnds.Token), WhileFaultsLastAsync(options, world, faults, loadEnds, ct));
        var length = TimeSpan.FromSeconds(Uptime.Now - began);

        world.Network.HealAll();
        foreach (var (host, http) in world.Hosts.Zip(world.Network.Http))
            await Readiness.ServesAsync(host, http, ct);
        var acknowledged = jobs.Posted.Where(job => job.AcknowledgedAt is not null).ToList();
        var settled = await Settlement.WaitAsync(world, acknowledged.Select(job => job.Id), ct);
        var ledger = new RunLedger(File.ReadLines(world.In(WorkScript.Ledger)));
        var comparison = new Comparison(world, jobs.Posted, ledger, new Aliveness(faults.Made));
        await comparison.RunAsync(ct);
        foreach (var finding in comparison.Findings)
            world.Log.Write(finding.ToString());
        return new ChaosReport(
            options.Times is null ? options.Length.TotalMinutes : length.TotalMinutes, options.Seed, options.Hosts, options.Agents, jobs.Posted.Count,
            acknowledged.Count, ledger.Starts, comparison.OutcomesTrue,
            prober.Silences.Select(one => one.Length).DefaultIfEmpty().Max(), acknowledged.Select(job => job.AcknowledgedAt!.Value - job.At).DefaultIfEmpty().Max(),
            settled, comparison.States,
            options.Faults.ToDictionary(FaultWords.Of, kind => faults.Made.Count(one => one.Kind == kind)),
            world.Hosts.Concat(world.Agents.Select(agent => agent.Main)).Where(one => one.EndedByItself > 0).ToDictionary(one => one.Name, one => one.EndedByItself),
            [.. comparison.Findings.OrderBy(finding => finding.Kind)], null)
        {
            LongestWithoutCreation = Silences.OfCreations(jobs.Posted).Select(one => one.Length).DefaultIfEmpty().Max(),
            ByFault = FaultFigures.Of(faults.Made, prober.Silences, jobs.Posted, comparison.Findings),
            LeftOut = [.. world.Impossible.Select(FaultWords.Of)],
        };
    }

    /// <summary>The load ends with the run's time, or when each fault was made as often as it was to be.</summary>
    private static async Task WhileFaultsLastAsync(ChaosOptions options, World world, FaultMaker faults, CancellationTokenSource loadEnds, CancellationToken ct)
    {
        try
        {
            IReadOnlyList<FaultKind> possible = [.. options.Faults.Except(world.Impossible)];
            if (options.Times is { } times)
            {
                await new FaultSeries(world, faults, times, options.Seed).RunAsync([.. possible.Where(kind => options.Hosts >= FaultKinds.HostsFor(kind))], ct);
            }
            else
            {
                loadEnds.CancelAfter(options.Length);
                await faults.RunAsync(FaultPlan.Make(options.Seed, options.Length, possible, options.Hosts, options.Agents), ct);
                await Task.Delay(Timeout.InfiniteTimeSpan, loadEnds.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            await loadEnds.CancelAsync();
        }
    }
}
