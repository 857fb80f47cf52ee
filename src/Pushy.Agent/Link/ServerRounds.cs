namespace Pushy.Agent.Link;

/// <summary>What to do after an attempt.</summary>
/// <param name="Wait">Before the next attempt; zero while there is a server left in the round.</param>
/// <param name="IsSlow">Whether every server refuses this agent, so that it comes again only after half a minute.</param>
internal readonly record struct NextAttempt(TimeSpan Wait, bool IsSlow);

/// <summary>
/// Goes round the list of servers: each is tried once, without a pause between, and only then comes a pause, which grows from round to round. After a link that was lost
/// the round begins with the server after the one it was to.
/// </summary>
internal sealed class ServerRounds
{
    private int _next, _tried, _refused, _round;

    /// <summary>The server to try, and how long it has to answer.</summary>
    /// <param name="servers">How many are on the list now; at least one.</param>
    public (int Server, TimeSpan Patience) Begin(int servers)
    {
        var server = _next % servers;
        _next = server + 1;
        return (server, Backoff.PatienceFor(_round, servers));
    }

    /// <summary>An attempt has ended.</summary>
    /// <param name="end">How.</param>
    /// <param name="servers">How many are on the list now.</param>
    /// <param name="chance">0 to 1, for the pause.</param>
    public NextAttempt End(LinkEnd end, int servers, double chance)
    {
        if (end.Lasted >= Backoff.GoodLink)
        {
            (_tried, _refused, _round) = (0, 0, 0);
            return new(Backoff.Next(0, chance), false);   // many agents may have lost their links at once; each comes back at a moment of its own
        }

        _tried++;
        _refused = end.Refused ? _refused + 1 : 0;
        if (_tried < servers)
            return default;

        _tried = 0;
        return _refused >= servers ? new(Backoff.AfterRefusal(chance), true) : new(Backoff.Next(_round++, chance), false);
    }
}
