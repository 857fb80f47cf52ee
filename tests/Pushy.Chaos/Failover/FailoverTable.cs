using System.Globalization;
using System.Text;

namespace Pushy.Chaos.Failover;

/// <summary>The figures for people: 80 columns.</summary>
internal static class FailoverTable
{
    private const int NameWidth = 44, ValueWidth = 10;

    public static string Of(FailoverReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Kills.Count} times kill -9 of one of {report.Hosts} hosts; {report.Jobs} jobs run, {report.Agents} agents");
        text.Append("from the kill until".PadRight(NameWidth)).Append("p50".PadLeft(ValueWidth)).AppendLine("max".PadLeft(ValueWidth));
        Row(text, "every job is answered for by every other host", report, kill => kill.Served);
        Row(text, "a new job has its 201", report, kill => kill.Posted);
        Row(text, "its command runs on the node", report, kill => kill.Ran);
        Row(text, "every agent is connected again", report, kill => kill.AgentsBack);
        foreach (var wrong in report.Wrong)
            text.AppendLine(wrong);
        if (report.Folder is { } folder)
            text.AppendLine(CultureInfo.InvariantCulture, $"logs: {folder}");
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, FailoverReport report, Func<Failed, double> figure)
    {
        var sorted = report.Kills.Select(figure).Order().ToList();
        text.Append(name.PadRight(NameWidth)).Append(Seconds(sorted[sorted.Count / 2])).AppendLine(Seconds(sorted[^1]));
    }

    private static string Seconds(double value) => (value.ToString("F1", CultureInfo.InvariantCulture) + " s").PadLeft(ValueWidth);
}
