namespace Pushy.Chaos.Truth;

/// <summary>What was planned for a node's part in a job.</summary>
/// <param name="MayTimeOut">Whether the job has a run timeout that its command can reach.</param>
/// <param name="MayBeAborted">Whether an abort was sent.</param>
/// <param name="AgentDied">Whether the node's agent was killed while it had to do with the job.</param>
/// <param name="Limit">Its run timeout in seconds; null where it has the usual one, of an hour.</param>
/// <param name="AgentWasTroubled">Whether something was done to the node's agent meanwhile or shortly before.</param>
public sealed record NodePlan(bool MayTimeOut, bool MayBeAborted, bool AgentDied, double? Limit = null, bool AgentWasTroubled = true)
{
    /// <summary>As an ending: the command killed itself by signal 9.</summary>
    public const int Signalled = 256;
}

/// <summary>What the API tells of a node's part in a job.</summary>
/// <param name="State">A word of the full vocabulary.</param>
/// <param name="WasStarted">Whether it has the time of a start.</param>
public sealed record NodeTold(string State, string? Reason, int? ExitStatus, int? Signal, bool WasStarted = true);

/// <summary>Holds what was told of one node against what the ledger has.</summary>
public static class NodeVerdict
{
    /// <summary>Why a node is unavailable that is just done with an aborted job: true, however alive it is.</summary>
    private const string Resetting = "resetting";

    /// <summary>Seconds that a command may run beyond its limit, on a machine that has much else to do.</summary>
    private const double MostOverrun = 4;

    /// <summary>Seconds before its limit that a command may be cut: its first line is written some time after its start.</summary>
    private const double MostUnderrun = 1;

    /// <returns>What is wrong; null if nothing is.</returns>
    public static (FindingKind Kind, string Text)? Of(NodeTold told, NodeRuns runs, NodePlan plan) => told.State switch
    {
        _ when runs.Starts.Count > 1 => (FindingKind.Twice, $"started {runs.Starts.Count} times"),
        _ when runs.Ends.Count > runs.Starts.Count => (FindingKind.False, "ended without a start"),
        _ when !plan.AgentWasTroubled && Ran(runs) > plan.Limit + MostOverrun => (FindingKind.Limit, "ran on long after its run timeout"),
        "timed_out" when !plan.AgentWasTroubled && Ran(runs) < plan.Limit - MostUnderrun => (FindingKind.Limit, "had ended long before its run timeout"),
        "succeeded" or "failed" => OfEnded(told, runs),
        "nacked" or "unavailable" or "was_ready" when !runs.Starts.IsEmpty => (FindingKind.False, "is said not to have run it, and did"),
        "unavailable" when !plan.AgentWasTroubled && told.Reason is not Resetting => (FindingKind.Unavailable, "is said to be unavailable, and nothing was done to its agent"),
        "nacked" or "unavailable" or "was_ready" => null,
        "timed_out" when !plan.MayTimeOut => (FindingKind.Limit, "timed out long before its run timeout"),
        "aborted" when !plan.MayBeAborted => (FindingKind.False, "aborted by nobody"),
        "timed_out" or "aborted" => null,
        "crashed" when !plan.AgentDied => (FindingKind.Missing, "crashed, and its agent never died"),
        "crashed" => null,
        "new" or "ready" or "running" => (FindingKind.Missing, "came to no end"),
        _ => (FindingKind.False, "is in a state that there is not"),
    };

    /// <summary>Seconds from its first line to its last; null if it has not both.</summary>
    private static double? Ran(NodeRuns runs) => runs is { Starts: [var start, ..], Ends: [var end, ..] } ? end.At - start.At : null;

    private static (FindingKind, string)? OfEnded(NodeTold told, NodeRuns runs)
    {
        if (told is { State: "failed", ExitStatus: null, Signal: null, WasStarted: false })
            return runs.Starts.IsEmpty ? null : (FindingKind.False, "is said not to have been started, and was");   // its disk was full, or the like
        if (runs.Ends.IsEmpty)
            return (FindingKind.False, runs.Starts.IsEmpty ? "is said to have run it, and did not" : "is said to have ended by itself, and did not");
        var ending = runs.Ends[0].Ending;
        var right = ending switch
        {
            0 => told is { State: "succeeded", ExitStatus: 0, Signal: null },
            NodePlan.Signalled => told is { State: "failed", ExitStatus: null, Signal: 9 },
            _ => told is { State: "failed", Signal: null } && told.ExitStatus == ending,
        };
        return right ? null : (FindingKind.False, $"ended with {ending} in truth");
    }
}
