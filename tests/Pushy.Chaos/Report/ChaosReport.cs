using Pushy.Chaos.Truth;

namespace Pushy.Chaos.Report;

/// <summary>What a run came to. Its JSON is what other programs read: names are only added.</summary>
/// <param name="Minutes">Of load and faults.</param>
/// <param name="JobsPosted">Requests with different Idempotency-Keys.</param>
/// <param name="LongestSilence">Longest time in seconds in which no host answered a GET of a job that was acknowledged.</param>
/// <param name="LongestPost">Longest time in seconds from a job's first POST to its 201.</param>
/// <param name="Settled">Seconds until all jobs were finished once all was well again; null if some never were.</param>
/// <param name="NodeStates">Nodes by the state told of them.</param>
/// <param name="Faults">By kind.</param>
/// <param name="EndedByThemselves">How often hosts and agents ended without being killed or stopped, by name.</param>
/// <param name="Folder">Where the logs and the ledger are; null if they are gone.</param>
public sealed record ChaosReport(
    double Minutes,
    int Seed,
    int Hosts,
    int Agents,
    int JobsPosted,
    int JobsAcknowledged,
    int NodesStarted,
    int OutcomesTrue,
    double LongestSilence,
    double LongestPost,
    double? Settled,
    IReadOnlyDictionary<string, int> NodeStates,
    IReadOnlyDictionary<string, int> Faults,
    IReadOnlyDictionary<string, int> EndedByThemselves,
    IReadOnlyList<Finding> Findings,
    string? Folder)
{
    public int JobsLost => Count(FindingKind.Lost);

    public int StartedTwice => Count(FindingKind.Twice);

    public int OutcomesMissing => Count(FindingKind.Missing);

    public int OutcomesFalse => Count(FindingKind.False);

    /// <summary>Nodes told unavailable though nothing was done to their agents.</summary>
    public int ToldUnavailableThoughAlive => Count(FindingKind.Unavailable);

    /// <summary>Commands that were cut long before their run timeout or ran on long after it.</summary>
    public int RunTimeoutsNotKept => Count(FindingKind.Limit);

    /// <summary>Longest time in seconds in which a POST waited and none had its 201.</summary>
    public double LongestWithoutCreation { get; init; }

    public IReadOnlyList<FaultFigure> ByFault { get; init; } = [];

    /// <summary>Faults that could not be made here, for want of a C compiler or of the right to mount.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    private int Count(FindingKind kind) => Findings.Count(finding => finding.Kind == kind);
}
