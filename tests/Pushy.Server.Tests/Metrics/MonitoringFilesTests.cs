using System.Text.Json;
using System.Text.RegularExpressions;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;
using Xunit.Abstractions;

namespace Pushy.Server.Tests.Metrics;

/// <summary>The dashboard, the alerts and the page under docs against what a server really exports.</summary>
public abstract partial class MonitoringFilesTests(JobServer jobs, ITestOutputHelper output)
{
    /// <summary>Labels that Prometheus itself adds.</summary>
    private static readonly string[] Scraped = ["instance", "job", "le"];

    /// <summary>Metrics that there are only with PostgreSQL begin with it.</summary>
    private const string OfPostgres = "pushy_database_";

    protected abstract bool IsPostgres { get; }

    [SkippableFact]
    public async Task Each_query_of_dashboard_and_alerts_names_metrics_and_labels_that_are_exported()
    {
        var exported = await Exported();
        var series = exported.Families.Values.SelectMany(family => family.Samples).ToLookup(sample => sample.Name);
        var queries = DashboardQueries().Concat(AlertQueries()).Select(Promql.Parse).ToList();
        Assert.True(queries.Count > 60, $"only {queries.Count} queries were found");
        foreach (var query in queries)
        {
            if (!IsPostgres && query.Metrics.Any(name => name.StartsWith(OfPostgres, StringComparison.Ordinal)))
                continue;
            Assert.NotEmpty(query.Metrics);
            foreach (var metric in query.Metrics.Where(metric => metric != "up"))
                Assert.True(series.Contains(metric), $"no metric {metric}: {query.Text}");
            foreach (var label in query.GroupLabels.Except(Scraped))
                Assert.True(query.Metrics.Any(metric => series[metric].Any(sample => sample.Labels.ContainsKey(label))), $"no label {label}: {query.Text}");
            foreach (var (metric, label, values) in query.Matchers.Where(matcher => !Scraped.Contains(matcher.Label)))
            {
                var known = series[metric].Where(sample => sample.Labels.ContainsKey(label)).Select(sample => sample.Labels[label]).ToHashSet();
                Assert.True(known.Count > 0, $"no label {label} of {metric}: {query.Text}");
                if (metric != "pushy_http_requests_total")   // its statuses come as they are answered
                    Assert.True(values.All(known.Contains), $"{label} of {metric} is one of {string.Join(", ", known)}: {query.Text}");
            }
        }
    }

    [SkippableFact]
    public async Task The_page_has_each_metric_of_ours_and_no_other()
    {
        var exported = (await Exported()).Families.Keys.Where(IsOurs).Order(StringComparer.Ordinal);
        var described = PageMetric().Matches(await File.ReadAllTextAsync(InDocs("monitoring.md"))).Select(match => match.Groups[1].Value).Where(IsOurs).Order(StringComparer.Ordinal);
        Assert.Equal(exported, described);

        bool IsOurs(string name) => (IsPostgres || !name.StartsWith(OfPostgres, StringComparison.Ordinal)) && (name.StartsWith("pushy_", StringComparison.Ordinal) || name.StartsWith("process_", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task No_label_has_what_a_client_or_the_settings_chose()
    {
        foreach (var family in (await Exported()).Families.Values)
        {
            output.WriteLine($"{family.Name} {family.Type} {string.Join(' ', family.Samples[0].Labels)}");
            Assert.DoesNotContain(family.Samples, sample => sample.Labels.Values.Any(value =>
                value.Contains("Host=", StringComparison.OrdinalIgnoreCase) || value.Contains("web1", StringComparison.Ordinal) || value.Contains("org1", StringComparison.Ordinal)));
        }
    }

    private async Task<PrometheusText> Exported()
    {
        Skip.If(IsPostgres && PostgresServer.Programs is null, PostgresJobServer.Missing);
        var org = await jobs.Organization("web1");
        await using var web1 = await org.Agent("web1");
        var job = await org.Post("web1");
        await web1.Start();
        await web1.End(new AgentMessage.Succeeded(job));
        await org.Job(job, "complete");
        var reply = await SignedClient.Send(jobs.Server.Address, "GET", "/metrics", null);
        Assert.True(reply.Status == 200, reply.Body);
        return PrometheusText.Parse(reply.Body);
    }

    private static IEnumerable<string> DashboardQueries()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(InDocs("monitoring/pushy-dashboard.json")));
        var root = dashboard.RootElement;
        return
        [
            .. root.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!),
            .. root.GetProperty("templating").GetProperty("list").EnumerateArray().Where(one => one.GetProperty("type").GetString() == "query")
                .Select(one => one.GetProperty("query").GetProperty("query").GetString()!),
        ];
    }

    private static IEnumerable<string> AlertQueries() => AlertExpression().Matches(File.ReadAllText(InDocs("monitoring/pushy-alerts.yml"))).Select(match => match.Groups[1].Value.Trim());

    private static string InDocs(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pushy.Actors.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "docs", file);
    }

    [GeneratedRegex(@"^\s+expr: (.+)$", RegexOptions.Multiline)]
    private static partial Regex AlertExpression();

    [GeneratedRegex(@"^\| `([a-z_]+)(?:\{[^}]*\})?` \|", RegexOptions.Multiline)]
    private static partial Regex PageMetric();
}

public sealed class SqliteMonitoringFilesTests(JobServer jobs, ITestOutputHelper output) : MonitoringFilesTests(jobs, output), IClassFixture<JobServer>
{
    protected override bool IsPostgres => false;
}

public sealed class PostgresMonitoringFilesTests(PostgresJobServer jobs, ITestOutputHelper output) : MonitoringFilesTests(jobs, output), IClassFixture<PostgresJobServer>
{
    protected override bool IsPostgres => true;
}
