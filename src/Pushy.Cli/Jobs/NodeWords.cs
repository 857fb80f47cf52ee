using System.Globalization;
using Pushy.Cli.Processes;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary>A node's part in a job in words for people.</summary>
internal static class NodeWords
{
    /// <summary>What the node answered to the vote; <c>…</c> while it has not.</summary>
    public static string Vote(this JobNodeDocument node) => node.State switch
    {
        "new" => "…",
        "nacked" => "no",
        "unavailable" => "none",
        "aborted" when node.StartedAt is null => "-", // the job was aborted, perhaps during the vote
        _ => "yes",
    };

    /// <summary>What became of the run; empty before there is anything to say.</summary>
    public static string Run(this JobNodeDocument node) => node.State switch
    {
        "new" => "",
        "ready" => "waiting",
        "was_ready" => "not run",
        var state => state.Replace('_', ' '),
    };

    /// <summary>Exit code or signal, else the reason; empty while the part is live.</summary>
    public static string Outcome(this JobNodeDocument node) => node switch
    {
        { Signal: { } signal } => $"signal {Signals.Describe(signal)}",
        { State: "succeeded" or "failed", ExitStatus: { } code } => $"exit code {code}",
        _ => node.Detail ?? node.Reason ?? "",
    };

    /// <summary>How long the command ran or has been running, <c>1.2 s</c>; empty if it never did.</summary>
    public static string Time(this JobNodeDocument node, DateTimeOffset now) =>
        node.StartedAt is { } start ? Seconds((node.EndedAt ?? now) - start) : "";

    /// <summary><c>1.2 s</c>; clocks of two machines never make it negative.</summary>
    public static string Seconds(TimeSpan time) =>
        Math.Max(0, time.TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
