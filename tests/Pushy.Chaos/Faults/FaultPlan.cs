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

    /// <summary>
    /// Seconds before and after a host's clock is wrong in which nothing else befalls hosts, network or database: a host that takes a job over from one
    /// whose clock is wrong has only the wall clock to go by, and nothing is promised for that.
    /// </summary>
    private const double AroundWrongClock = 12;

    public static IReadOnlyList<PlannedFault> Make(int seed, TimeSpan length, IReadOnlyList<FaultKind> kinds, int hosts, int agents)
    {
        var possible = kinds.Where(kind => hosts >= FaultKinds.HostsFor(kind)).Order().ToList();
        return
        [
            .. Sequence(new Random(seed), length, [.. possible.Where(kind => !FaultKinds.IsOfAgent(kind))], hosts, (ShortestPause, LongestPause)),
            .. Sequence(new Random(unchecked(seed * 31) + 1), length, [.. possible.Where(FaultKinds.IsOfAgent)], agents, (ShortestAgentPause, LongestAgentPause)),
        ];
    }

    private static IEnumerable<PlannedFault> Sequence(Random chance, TimeSpan length, IReadOnlyList<FaultKind> kinds, int subjects, (double Shortest, double Longest) pause)
    {
        if (kinds.Count == 0)
            yield break;
        var (at, over) = (Lead, Lead);
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

            if (FaultKinds.IsOfHostClock(kind))
                at = Max(at, over) + TimeSpan.FromSeconds(AroundWrongClock);
            var (subject, other) = FaultSubjects.Draw(chance, kind, subjects);
            var (shortest, longest) = FaultKinds.Length(kind);
            var fault = new PlannedFault(at, kind, subject, other, Between(chance, shortest, longest));
            if (fault.At + fault.Lasts > length)
                yield break;
            yield return fault;
            over = Max(over, fault.At + fault.Lasts);
            if (FaultKinds.IsOfHostClock(kind))
                at = over + TimeSpan.FromSeconds(AroundWrongClock);
            else if (!FaultKinds.IsOfAgent(kind) && chance.NextDouble() >= Overlapping)
                at += fault.Lasts;
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Between(Random chance, double shortest, double longest) => TimeSpan.FromSeconds(shortest + (longest - shortest) * chance.NextDouble());
}
