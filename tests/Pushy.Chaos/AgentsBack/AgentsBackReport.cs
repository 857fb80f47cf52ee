using System.Globalization;
using System.Text;

namespace Pushy.Chaos.AgentsBack;

/// <summary>One <c>kill -9</c>; times in seconds since it.</summary>
/// <param name="Agents">That were connected to the killed host.</param>
/// <param name="Half">Until half of them had a link again.</param>
/// <param name="All">Until all had one.</param>
/// <param name="Attempts">Connections that they tried for that.</param>
/// <param name="Peak">Most links that came up within one second.</param>
/// <param name="LongestGet">Longest time that a GET of a host that was left took meanwhile.</param>
public sealed record CameBack(string Host, int Agents, double Half, double All, int Attempts, int Peak, double LongestGet);

/// <param name="Agents">Simulated, over all hosts.</param>
/// <param name="Folder">Where the logs are; null if they are gone.</param>
public sealed record AgentsBackReport(int Hosts, int Agents, IReadOnlyList<CameBack> Kills, string? Folder)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Agents} agents on {Hosts} hosts; kill -9 of one, {Kills.Count} times");
        text.AppendLine("host    its agents   half back   all back   attempts   links/s   longest GET");
        foreach (var one in Kills)
            text.AppendLine(CultureInfo.InvariantCulture, $"{one.Host,-7}{one.Agents,11}{one.Half,10:F1} s{one.All,9:F1} s{one.Attempts,11}{one.Peak,10}{one.LongestGet,12:F2} s");
        if (Folder is { } folder)
            text.AppendLine(CultureInfo.InvariantCulture, $"logs: {folder}");
        return text.ToString();
    }
}
