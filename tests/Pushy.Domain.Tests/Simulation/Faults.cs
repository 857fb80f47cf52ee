namespace Pushy.Domain.Tests.Simulation;

/// <summary>What goes wrong in a history, and how often.</summary>
/// <param name="Name">For people.</param>
/// <param name="Ordered">A link delivers in order, once, or is cut, as a WebSocket does; else each message may be lost, doubled, late and out of order.</param>
/// <param name="Cuts">Links cut in a history, at most.</param>
/// <param name="AgentDeaths">At most, over all agents.</param>
/// <param name="ServerDeaths">At most.</param>
/// <param name="LongestAbsence">How long what is dead or cut stays so, in seconds, at most.</param>
/// <param name="Lost">Share of messages.</param>
/// <param name="Doubled">Share of messages.</param>
/// <param name="Late">Share of messages that take up to <see cref="LongestDelay"/>.</param>
internal sealed record Faults(
    string Name, bool Ordered, int Cuts, int AgentDeaths, int ServerDeaths, double LongestAbsence, double Lost = 0, double Doubled = 0, double Late = 0)
{
    /// <summary>Seconds that a late message is under way, at most.</summary>
    public const double LongestDelay = 6;

    /// <summary>Shorter than the grace period of nodes: nobody counts as gone.</summary>
    public static readonly Faults ServerOnly = new("only the server dies, for moments", Ordered: true, Cuts: 0, AgentDeaths: 0, ServerDeaths: 4, LongestAbsence: 3);
    public static readonly Faults Deaths = new("servers and agents die, links break", Ordered: true, Cuts: 4, AgentDeaths: 3, ServerDeaths: 3, LongestAbsence: 20);
    public static readonly Faults Storm = new("messages are lost, doubled and out of order, all dies", Ordered: false, Cuts: 4, AgentDeaths: 3, ServerDeaths: 3, LongestAbsence: 20, Lost: 0.1, Doubled: 0.1, Late: 0.2);
    public static readonly Faults Noise = new("many messages come twice and late", Ordered: false, Cuts: 0, AgentDeaths: 0, ServerDeaths: 0, LongestAbsence: 0, Lost: 0.03, Doubled: 0.5, Late: 0.5);

    public static readonly Faults[] All = [ServerOnly, Deaths, Storm, Noise];
}

/// <summary>A rule broken on purpose, to show that the simulation notices.</summary>
internal enum Sabotage
{
    None,

    /// <summary>The agent forgets which jobs it started.</summary>
    AgentForgetsStarts,

    /// <summary>The agent's outcomes are not on disk.</summary>
    AgentForgetsOutcomes,

    /// <summary>The agent takes every abort for one of the job in hand.</summary>
    AgentIgnoresWhichJobIsAborted,

    /// <summary>The server acts before its journal has the events.</summary>
    ServerActsBeforeTheWrite,

    /// <summary>Deadlines are not set again after a restart.</summary>
    ServerForgetsDeadlines,

    /// <summary>An abort is not repeated.</summary>
    ServerAbortsOnce,

    /// <summary>A node that missed its <c>commit</c> or <c>run</c> does not get it again.</summary>
    ServerSendsOnce,

    /// <summary>A hello that announces outcomes counts as idle all the same.</summary>
    ServerJudgesBeforeOutcomes,
}
