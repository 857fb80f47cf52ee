namespace Pushy.Chaos.Faults;

/// <summary>
/// All faults of a run, made from its seed alone. Two sequences: what is done to hosts, network and database comes one after the other,
/// now and then before the last one is over; agents die beside it at any time.
/// </summary>
internal static class FaultPlan
{
    /// <summary>Nothing is done before: hosts and agents have just found each other, and jobs are to run first.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromSeconds(5);

    /// <summary>Between the end of one fault and the next, in seconds.</summary>
    private const double ShortestPause = 1, LongestPause = 12;

    /// <summary>Between two faults of agents, in seconds.</summary>
    private const double ShortestAgentPause = 1, LongestAgentPause = 8;

    /// <summary>How often a fault begins while the one before is not over.</summary>
    private const double Overlapping = 0.25;

    private static readonly FaultKind[] OfAgents = [FaultKind.AgentKilled, FaultKind.AgentPaused];

    public static IReadOnlyList<PlannedFault> Make(int seed, TimeSpan length, IReadOnlyList<FaultKind> kinds, int hosts, int agents)
    {
        var possible = kinds.Where(kind => hosts > 1 || !NeedsTwoHosts(kind)).Order().ToList();
        return
        [
            .. Sequence(new Random(seed), length, [.. possible.Except(OfAgents)], hosts, (ShortestPause, LongestPause)),
            .. Sequence(new Random(unchecked(seed * 31) + 1), length, [.. possible.Intersect(OfAgents)], agents, (ShortestAgentPause, LongestAgentPause)),
        ];
    }

    private static IEnumerable<PlannedFault> Sequence(Random chance, TimeSpan length, IReadOnlyList<FaultKind> kinds, int subjects, (double Shortest, double Longest) pause)
    {
        if (kinds.Count == 0)
            yield break;
        var at = Lead;
        Queue<FaultKind> deck = [];   // all kinds before any comes again: short runs have something of each
        while (true)
        {
            at += Between(chance, pause.Shortest, pause.Longest);
            if (!deck.TryDequeue(out var kind))
            {
                var shuffled = kinds.ToArray();
                chance.Shuffle(shuffled);
                deck = new(shuffled);
                kind = deck.Dequeue();
            }

            var subject = IsOfDatabase(kind) ? 0 : chance.Next(subjects);
            var other = IsOfPair(kind) ? (subject + 1 + chance.Next(subjects - 1)) % subjects : subject;
            var (shortest, longest) = Length(kind);
            var fault = new PlannedFault(at, kind, subject, other, Between(chance, shortest, longest));
            if (fault.At + fault.Lasts > length)
                yield break;
            yield return fault;
            if (!OfAgents.Contains(kind) && chance.NextDouble() >= Overlapping)
                at += fault.Lasts;
        }
    }

    /// <summary>Seconds. For one that is started again: until then.</summary>
    private static (double Shortest, double Longest) Length(FaultKind kind) => kind switch
    {
        FaultKind.HostKilled or FaultKind.HostStopped => (0.5, 8),
        FaultKind.HostPaused => (1, 20),
        FaultKind.AgentKilled => (0.1, 5),
        FaultKind.AgentPaused => (1, 15),
        FaultKind.DatabaseStopped => (1, 8),
        FaultKind.DatabaseRestarted => (0, 0.1),
        FaultKind.DatabasePaused => (1, 10),
        _ => (1, 20),
    };

    private static bool NeedsTwoHosts(FaultKind kind) => IsOfPair(kind) || kind is FaultKind.HostIsolated;

    private static bool IsOfPair(FaultKind kind) => kind is FaultKind.PairCut or FaultKind.PairCutOneWay or FaultKind.PairReset or FaultKind.PairSlow;

    private static bool IsOfDatabase(FaultKind kind) => kind is FaultKind.DatabaseRestarted or FaultKind.DatabaseStopped or FaultKind.DatabasePaused;

    private static TimeSpan Between(Random chance, double shortest, double longest) => TimeSpan.FromSeconds(shortest + (longest - shortest) * chance.NextDouble());
}
