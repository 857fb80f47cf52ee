using System.CommandLine;
using Pushy.Chaos.AgentsBack;
using Pushy.Chaos.Failover;
using Pushy.Chaos.Faults;
using Pushy.Chaos.Report;

namespace Pushy.Chaos;

internal static class CommandLine
{
    private const int Broken = 1, OnlyUnavailable = 3, MostAgents = 500, MostHosts = 7, MostKills = 200, MostTimes = 100, MostSimulated = 15_000, KillsOfAgentsBack = 6;
    private const double LongestMinutes = 24 * 60, MostJobsPerSecond = 100;

    private static readonly Option<double> Minutes = new("--minutes") { Description = "How long jobs and faults go on, 0.1 to 1440", HelpName = "N", DefaultValueFactory = _ => 3 };
    private static readonly Option<int?> Seed = new("--seed") { Description = "Of faults and jobs [default: any, and printed]", HelpName = "S" };
    private static readonly Option<int> Agents = new("--agents") { Description = "1 to 500", HelpName = "N", DefaultValueFactory = _ => 50 };
    private static readonly Option<int> Hosts = new("--hosts") { Description = "1 to 7", HelpName = "N", DefaultValueFactory = _ => 3 };
    private static readonly Option<string> Kinds = new("--faults")
    {
        Description = $"all, none, or some of {string.Join(", ", FaultWords.All.Select(FaultWords.Of))}, with commas between them",
        HelpName = "LIST",
        DefaultValueFactory = _ => "all",
    };

    private static readonly Option<string?> Only = new("--only")
    {
        Description = "Instead of a mix: these faults, one after the other, each --times, with all well between; and what each cost",
        HelpName = "LIST",
    };

    private static readonly Option<int> Times = new("--times") { Description = "With --only, 1 to 100", HelpName = "N", DefaultValueFactory = _ => 3 };
    private static readonly Option<double> Rate = new("--jobs-per-second") { Description = "On average, 0.1 to 100", HelpName = "N", DefaultValueFactory = _ => 1.5 };
    private static readonly Option<bool> Plain = new("--plain") { Description = "Hosts talk to each other without TLS" };
    private static readonly Option<int?> Failover = new("--failover") { Description = "Instead of a chaos run: kill hosts so often, 1 to 200, and measure how long it takes others to go on", HelpName = "KILLS" };
    private static readonly Option<int?> AgentsBack = new("--agents-back") { Description = "Instead of a chaos run: kill hosts with so many simulated agents, 1 to 15000, and measure when those are at others", HelpName = "AGENTS" };
    private static readonly Option<string?> Json = new("--json") { Description = "Write the report as JSON too", HelpName = "FILE" };
    private static readonly Option<bool> Keep = new("--keep") { Description = "Keep logs and ledger even if nothing is wrong" };

    public static RootCommand Build()
    {
        Range(Minutes, 0.1, LongestMinutes);
        Range(Agents, 1, MostAgents);
        Range(Hosts, 1, MostHosts);
        Range(Times, 1, MostTimes);
        Range(Rate, 0.1, MostJobsPerSecond);
        Range(Failover, 1, MostKills);
        Range(AgentsBack, 1, MostSimulated);
        Words(Kinds);
        Words(Only);
        var root = new RootCommand("Runs hosts, agents and jobs while it breaks what it can, and says whether every promise was kept. Exit codes: 0 they were, 1 they were not, 2 wrong option, 3 they were but for nodes that were told unavailable though alive.")
        {
            Minutes, Seed, Agents, Hosts, Kinds, Only, Times, Rate, Plain, Failover, AgentsBack, Json, Keep,
        };
        root.SetAction(RunAsync);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var options = new ChaosOptions(
            TimeSpan.FromMinutes(parsed.GetValue(Minutes)), parsed.GetValue(Seed) ?? Random.Shared.Next(), parsed.GetValue(Agents), parsed.GetValue(Hosts),
            FaultWords.Parse(parsed.GetValue(Only) ?? parsed.GetValue(Kinds)!, out _), parsed.GetValue(Only) is null ? null : parsed.GetValue(Times), parsed.GetValue(Rate), !parsed.GetValue(Plain), parsed.GetValue(Json), parsed.GetValue(Keep));
        if (parsed.GetValue(Failover) is { } kills)
            return await MeasureFailoverAsync(options, kills, ct);
        if (parsed.GetValue(AgentsBack) is { } simulated)
            return await MeasureAgentsBackAsync(options with { Agents = simulated }, ct);
        var report = await ChaosRun.RunAsync(options, Console.Error, ct);
        if (options.Json is { } file)
            await File.WriteAllTextAsync(file, ReportJson.Write(report), ct);
        Console.Write(ReportTable.Of(report));
        return report.Findings.Count == 0 ? 0 : report.Findings.Count == report.ToldUnavailableThoughAlive ? OnlyUnavailable : Broken;
    }

    private static async Task<int> MeasureFailoverAsync(ChaosOptions options, int kills, CancellationToken ct)
    {
        var report = await FailoverRun.RunAsync(options, kills, Console.Error, ct);
        if (options.Json is { } file)
            await File.WriteAllTextAsync(file, ReportJson.Write(report), ct);
        Console.Write(FailoverTable.Of(report));
        return report.Wrong.Count == 0 ? 0 : Broken;
    }

    private static async Task<int> MeasureAgentsBackAsync(ChaosOptions options, CancellationToken ct)
    {
        var report = await AgentsBackRun.RunAsync(options, KillsOfAgentsBack, Console.Error, ct);
        if (options.Json is { } file)
            await File.WriteAllTextAsync(file, ReportJson.Write(report), ct);
        Console.Write(report.ToString());
        return 0;
    }

    private static void Words<T>(Option<T> option) => option.Validators.Add(result =>
    {
        if (result.GetValue(option) is not string list)
            return;
        FaultWords.Parse(list, out var wrong);
        if (wrong is not null)
            result.AddError($"{option.Name}: there is no '{wrong}'; allowed are all, none, {string.Join(", ", FaultWords.All.Select(FaultWords.Of))}");
    });

    private static void Range<T>(Option<T> option, T least, T most)
        where T : IComparable<T>, IFormattable => Check(option, value => value, least, most);

    private static void Range<T>(Option<T?> option, T least, T most)
        where T : struct, IComparable<T>, IFormattable => Check(option, value => value ?? least, least, most);

    private static void Check<TOption, T>(Option<TOption> option, Func<TOption, T> number, T least, T most)
        where T : IComparable<T>, IFormattable => option.Validators.Add(result =>
    {
        var value = number(result.GetValue(option)!);
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            result.AddError(FormattableString.Invariant($"{option.Name}: {value} is out of range; allowed are {least} to {most}"));
    });
}
