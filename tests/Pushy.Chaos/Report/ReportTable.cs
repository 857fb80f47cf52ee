using System.Globalization;
using System.Text;

namespace Pushy.Chaos.Report;

/// <summary>The report for people: 80 columns.</summary>
internal static class ReportTable
{
    private const int NameWidth = 44, ValueWidth = 12;

    /// <summary>More would hide the first ones; the JSON has all.</summary>
    private const int MostFindings = 40;

    public static string Of(ChaosReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Minutes:0.##} minutes, seed {report.Seed}, {report.Hosts} hosts, {report.Agents} agents");
        Row(text, "jobs posted", report.JobsPosted);
        Row(text, "jobs acknowledged (201)", report.JobsAcknowledged);
        Row(text, "jobs lost", report.JobsLost);
        Row(text, "nodes started", report.NodesStarted);
        Row(text, "nodes started twice", report.StartedTwice);
        Row(text, "outcomes true", report.OutcomesTrue);
        Row(text, "outcomes missing", report.OutcomesMissing);
        Row(text, "outcomes false", report.OutcomesFalse);
        Row(text, "told unavailable though alive", report.ToldUnavailableThoughAlive);
        Row(text, "run timeouts not kept", report.RunTimeoutsNotKept);
        Row(text, "longest time without an answer to a GET", Seconds(report.LongestSilence));
        Row(text, "longest time without a 201", Seconds(report.LongestWithoutCreation));
        Row(text, "longest time from a POST to its 201", Seconds(report.LongestPost));
        Row(text, "all finished after the last fault", report.Settled is { } settled ? Seconds(settled) : "never");
        text.AppendLine("nodes by the state told of them");
        foreach (var (state, count) in report.NodeStates.OrderBy(one => one.Key, StringComparer.Ordinal))
            Row(text, "  " + state, count);
        Row(text, "faults", report.Faults.Values.Sum());
        if (report.LeftOut.Count > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"left out, for they cannot be made here: {string.Join(", ", report.LeftOut)}");
        FaultTable.Write(text, report.ByFault);
        foreach (var (name, count) in report.EndedByThemselves)
            Row(text, $"{name} ended by itself", count);
        foreach (var finding in report.Findings.Take(MostFindings))
            text.AppendLine(finding.ToString());
        if (report.Findings.Count > MostFindings)
            text.AppendLine(CultureInfo.InvariantCulture, $"… and {report.Findings.Count - MostFindings} more");
        if (report.Folder is { } folder)
            text.AppendLine(CultureInfo.InvariantCulture, $"logs and ledger: {folder}");
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, int value) => Row(text, name, value.ToString(CultureInfo.InvariantCulture));

    private static void Row(StringBuilder text, string name, string value) => text.Append(name.PadRight(NameWidth)).AppendLine(value.PadLeft(ValueWidth));

    private static string Seconds(double value) => value.ToString("F1", CultureInfo.InvariantCulture) + " s";
}
