using Pushy.Chaos.Cluster;
using Pushy.Chaos.Faults;
using Pushy.Chaos.Load;
using Pushy.Chaos.Report;
using Pushy.Chaos.Truth;

namespace Pushy.Chaos;

/// <summary>One run: load and faults for a time, all made good, and then what was told is held against what happened.</summary>
internal static class ChaosRun
{
    public static async Task<ChaosReport> RunAsync(ChaosOptions options, TextWriter progress, CancellationToken ct)
    {
        await progress.WriteLineAsync($"seed {options.Seed}");
        var plan = FaultPlan.Make(options.Seed, options.Length, options.Faults, options.Hosts, options.Agents);
        var (report, folder) = await World.UseAsync(options, realAgents: true, async world =>
        {
            await progress.WriteLineAsync($"{options.Hosts} hosts and {options.Agents} agents are up; logs are in {world.Folder}");
            return await ReportAsync(options, plan, world, ct);
        }, report => report.Findings.Count > 0, ct);
        return report with { Folder = folder };
    }

    private static async Task<ChaosReport> ReportAsync(ChaosOptions options, IReadOnlyList<PlannedFault> plan, World world, CancellationToken ct)
    {
        using var jobs = new JobStream(world, options.JobsPerSecond, options.Seed);
        using var faults = new FaultMaker(world);
        var prober = new Prober(world, jobs);
        using var loadEnds = CancellationTokenSource.CreateLinkedTokenSource(ct);
        loadEnds.CancelAfter(options.Length);
        await Task.WhenAll(jobs.RunAsync(loadEnds.Token, ct), faults.RunAsync(plan, ct), prober.RunAsync(loadEnds.Token));

        world.Network.HealAll();
        foreach (var (host, http) in world.Hosts.Zip(world.Network.Http))
            await Readiness.ServesAsync(host, http, ct);
        var acknowledged = jobs.Posted.Where(job => job.AcknowledgedAt is not null).ToList();
        var settled = await Settlement.WaitAsync(world, acknowledged.Select(job => job.Id), ct);
        var ledger = new RunLedger(File.ReadLines(world.In(WorkScript.Ledger)));
        var comparison = new Comparison(world, jobs.Posted, ledger);
        await comparison.RunAsync(ct);
        foreach (var finding in comparison.Findings)
            world.Log.Write(finding.ToString());
        return new ChaosReport(
            options.Length.TotalMinutes, options.Seed, options.Hosts, options.Agents, jobs.Posted.Count, acknowledged.Count, ledger.Starts, comparison.OutcomesTrue,
            prober.LongestGap, acknowledged.Select(job => job.AcknowledgedAt!.Value - job.At).DefaultIfEmpty().Max(), settled, comparison.States,
            options.Faults.ToDictionary(FaultWords.Of, kind => faults.Made.Count(one => one.Kind == kind)),
            world.Hosts.Concat(world.Agents).Where(one => one.EndedByItself > 0).ToDictionary(one => one.Name, one => one.EndedByItself),
            [.. comparison.Findings.OrderBy(finding => finding.Kind)], null);
    }
}
