namespace Pushy.Agent.Link;

/// <summary>How long to wait before the next attempt to connect.</summary>
internal static class Backoff
{
    /// <summary>The cap is half of a server's <c>pushy.presence.crash-grace</c>: who was away for long because the server was has to be back within it.</summary>
    public static readonly TimeSpan Base = TimeSpan.FromSeconds(0.2), Cap = TimeSpan.FromSeconds(15);

    /// <summary>A link that held for so long counts as a good one: the next begins from the shortest wait.</summary>
    public static readonly TimeSpan GoodLink = TimeSpan.FromSeconds(10);

    /// <summary>After a refusal only a person can help, so half a minute to a minute.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    /// <summary>Full jitter: anything between nothing and a bound that doubles with each attempt.</summary>
    /// <param name="attempt">Failures so far, from 0.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan Next(int attempt, double chance) => Base * Math.Min(Math.Pow(2, Math.Min(attempt, 30)), Cap / Base) * chance;

    /// <param name="chance">0 to 1.</param>
    public static TimeSpan AfterRefusal(double chance) => Slow + Slow * chance;
}
