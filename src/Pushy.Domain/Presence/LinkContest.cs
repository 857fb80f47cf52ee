namespace Pushy.Domain.Presence;

/// <summary>What becomes of a link whose agent says hello.</summary>
public enum Newcomer
{
    /// <summary>It is the node's link now.</summary>
    Takes,

    /// <summary>Another agent has the node's link: whether that one still answers has to be found out.</summary>
    Waits,

    /// <summary>The node is in use.</summary>
    Refused,
}

/// <summary>
/// Who has a node's name when two agents come with its key, as machines do that were cloned (docs/decisions/0205): the one that has it, for as long as it answers. One that
/// was restarted, or lost its connection without the server's knowing, does not answer, and loses it.
/// </summary>
public static class LinkContest
{
    /// <summary>Newcomers that wait for one node's answer; one more is refused.</summary>
    public const int MaxWaiting = 4;

    /// <param name="holder">Agent process that has the link; null where none has.</param>
    /// <param name="newcomer">Agent process that says hello.</param>
    /// <param name="waiting">How many wait.</param>
    public static Newcomer Judge(string? holder, string newcomer, int waiting)
    {
        if (holder is null || holder == newcomer)
            return Newcomer.Takes;
        return waiting < MaxWaiting ? Newcomer.Waits : Newcomer.Refused;
    }
}
