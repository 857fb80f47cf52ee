namespace Pushy.Chaos.Faults;

/// <summary>What is to be known of each kind of fault.</summary>
internal static class FaultKinds
{
    public static bool IsOfAgent(FaultKind kind) => kind is FaultKind.AgentKilled or FaultKind.AgentPaused or FaultKind.AgentClockBack or FaultKind.AgentClockForward
        or FaultKind.AgentDiskFull or FaultKind.AgentCloned;

    public static bool IsOfDatabase(FaultKind kind) =>
        kind is FaultKind.DatabaseRestarted or FaultKind.DatabaseStopped or FaultKind.DatabasePaused or FaultKind.DatabaseDiskFull;

    /// <summary>Whether it is done to two hosts.</summary>
    public static bool IsOfPair(FaultKind kind) => kind is FaultKind.PairCut or FaultKind.PairCutOneWay or FaultKind.PairReset or FaultKind.PairSlow
        or FaultKind.PairFlapping or FaultKind.HostPairKilled or FaultKind.HostPairStopped;

    public static bool IsOfHostClock(FaultKind kind) => kind is FaultKind.HostClockBack or FaultKind.HostClockForward;

    public static bool NeedsClock(FaultKind kind) => IsOfHostClock(kind) || kind is FaultKind.AgentClockBack or FaultKind.AgentClockForward;

    public static bool NeedsSmallDisk(FaultKind kind) => kind is FaultKind.DatabaseDiskFull or FaultKind.AgentDiskFull;

    /// <summary>How many hosts there have to be so that one is left that it is not done to, or so that it can be done at all.</summary>
    public static int HostsFor(FaultKind kind) => kind switch
    {
        FaultKind.HostPairKilled or FaultKind.HostPairStopped => 3,
        FaultKind.HostIsolated => 2,
        _ when IsOfPair(kind) => 2,
        _ => 1,
    };

    /// <summary>Seconds. For one that is started again: until then.</summary>
    public static (double Shortest, double Longest) Length(FaultKind kind) => kind switch
    {
        FaultKind.HostKilled or FaultKind.HostStopped => (0.5, 8),
        FaultKind.HostPaused => (1, 20),
        FaultKind.AgentKilled => (0.1, 5),
        FaultKind.AgentPaused or FaultKind.AgentCloned or FaultKind.AgentDiskFull => (1, 15),
        FaultKind.DatabaseStopped => (1, 8),
        FaultKind.DatabaseRestarted => (0, 0.1),
        FaultKind.DatabasePaused or FaultKind.DatabaseDiskFull => (1, 10),
        _ => (1, 20),
    };

    /// <summary>Where one kind is measured, each fault lasts so long: longer than it takes the others to go on, where somebody can.</summary>
    public static TimeSpan MeasuredLength(FaultKind kind) => TimeSpan.FromSeconds(kind switch
    {
        FaultKind.DatabaseRestarted => 0,
        FaultKind.AgentKilled => 2,
        FaultKind.DatabaseStopped or FaultKind.DatabasePaused or FaultKind.DatabaseDiskFull => 10,
        _ => 28,
    });
}
