namespace Pushy.Agent.Link;

/// <summary>How long an agent waits: for a server's answer, and before it goes round its list of servers once more.</summary>
internal static class Backoff
{
    /// <summary>The cap is half of a server's <c>pushy.presence.crash-grace</c>: who was away for long because the server was has to be back within it.</summary>
    public static readonly TimeSpan Base = TimeSpan.FromSeconds(0.2), Cap = TimeSpan.FromSeconds(15);

    /// <summary>A link that held for so long counts as a good one: the next begins from the shortest wait.</summary>
    public static readonly TimeSpan GoodLink = TimeSpan.FromSeconds(10);

    /// <summary>What a server gets at first for the connection and its proof when there are others to try, and at most.</summary>
    public static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(3), Patience = TimeSpan.FromSeconds(10);

    /// <summary>After a refusal only a person can help, so half a minute to a minute.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    /// <summary>Full jitter: anything between nothing and a bound that doubles with each round.</summary>
    /// <param name="round">Rounds without a link so far, from 0.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan Next(int round, double chance) => Base * Math.Min(Math.Pow(2, Math.Min(round, 30)), Cap / Base) * chance;

    /// <param name="chance">0 to 1.</param>
    public static TimeSpan AfterRefusal(double chance) => Slow + Slow * chance;

    /// <summary>
    /// How long a server may take to answer. A silent one must not keep the agent from the next on the list; where all are slow because many agents come at once, each round
    /// gives them more time.
    /// </summary>
    /// <param name="round">Rounds without a link so far, from 0.</param>
    /// <param name="servers">On the list.</param>
    public static TimeSpan PatienceFor(int round, int servers) =>
        servers == 1 || round >= 2 ? Patience : ShortPatience * (1 << round);
}
