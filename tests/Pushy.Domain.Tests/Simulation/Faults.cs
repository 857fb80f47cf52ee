namespace Pushy.Domain.Tests.Simulation;

/// <summary>What goes wrong in a history, and how often: each number is "at most, over the whole history".</summary>
/// <param name="Name">For people.</param>
/// <param name="Hosts">Server hosts, of one cluster over one database.</param>
/// <param name="LongestAbsence">How long what is dead or cut stays so, in seconds, at most.</param>
internal sealed record Faults(string Name, int Hosts, double LongestAbsence)
{
    /// <summary>Seconds that a late message is under way, at most.</summary>
    public const double LongestDelay = 6;

    /// <summary>Shorter than the grace period of nodes: nobody counts as gone.</summary>
    public static readonly Faults HostOnly = new("only the one host dies, for moments", 1, 3) { HostDeaths = 4 };
    public static readonly Faults Storm = new("messages are lost, doubled and out of order, all dies", 3, 20)
    {
        Ordered = false,
        Cuts = 4,
        AgentDeaths = 3,
        HostDeaths = 3,
        Moves = 2,
        Forgotten = 2,
        Splits = 1,
        Outages = 1,
        Jumps = 2,
        FullDisks = 1,
        Lost = 0.1,
        Doubled = 0.1,
        Late = 0.2,
    };

    public static readonly Faults[] All =
    [
        HostOnly,
        new("one host: it and agents die, links break", 1, 20) { Cuts = 4, AgentDeaths = 3, HostDeaths = 3 },
        new("many messages come twice and late", 2, 0) { Ordered = false, Lost = 0.03, Doubled = 0.5, Late = 0.5 },
        new("jobs and presences move from host to host", 3, 3) { Moves = 8, Forgotten = 6, Cuts = 2 },
        new("hosts die, one after the other", 3, 20) { HostDeaths = 6, AgentDeaths = 1, Moves = 2 },
        new("the cluster splits, both sides go on", 3, 20) { Splits = 3, Cuts = 2, AgentDeaths = 1 },
        new("the database fails, or takes what it says it did not take", 3, 20) { Outages = 5, Moves = 3, HostDeaths = 1 },
        new("clocks jump by minutes", 2, 20) { Jumps = 5, HostDeaths = 1, Moves = 2 },
        new("agents die and their disks are full", 2, 20) { AgentDeaths = 5, FullDisks = 3, Cuts = 2 },
        new("all of that over links that keep order", 3, 20) { Cuts = 3, AgentDeaths = 2, HostDeaths = 2, Moves = 3, Forgotten = 2, Splits = 1, Outages = 2, Jumps = 2, FullDisks = 1 },
        Storm,
    ];

    /// <summary>A link delivers in order, once, or is cut, as a WebSocket does; else each message may be lost, doubled, late and out of order.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>Links cut.</summary>
    public int Cuts { get; init; }

    public int AgentDeaths { get; init; }

    public int HostDeaths { get; init; }

    /// <summary>Jobs handed over to another host, in good order or in the middle of a write.</summary>
    public int Moves { get; init; }

    /// <summary>Presences that end, with all they knew.</summary>
    public int Forgotten { get; init; }

    /// <summary>A host and the others hold each other for dead, and all serve on, until that host is downed.</summary>
    public int Splits { get; init; }

    /// <summary>Times in which the database refuses, answers nothing for what it took, or is slow, for one host or all.</summary>
    public int Outages { get; init; }

    /// <summary>Clocks, of a host or a node, set some minutes on or back.</summary>
    public int Jumps { get; init; }

    /// <summary>Times in which an agent can't write to its disk.</summary>
    public int FullDisks { get; init; }

    /// <summary>Share of messages.</summary>
    public double Lost { get; init; }

    /// <summary>Share of messages.</summary>
    public double Doubled { get; init; }

    /// <summary>Share of messages that take up to <see cref="LongestDelay"/>.</summary>
    public double Late { get; init; }
}

/// <summary>A rule broken on purpose, to show that the simulation notices.</summary>
internal enum Sabotage
{
    None,

    /// <summary>The agent forgets which jobs it started.</summary>
    AgentForgetsStarts,

    /// <summary>A restart of the agent loses its log of starts: the journal's "run" is obeyed again.</summary>
    AgentLosesItsLogAndObeys,

    /// <summary>The agent's outcomes are not on disk.</summary>
    AgentForgetsOutcomes,

    /// <summary>The agent takes every abort for one of the job in hand.</summary>
    AgentIgnoresWhichJobIsAborted,

    /// <summary>The client is told "stored" before the journal has it.</summary>
    JobAnswersBeforeTheWrite,

    /// <summary>Events count before the journal has them.</summary>
    JobActsBeforeTheWrite,

    /// <summary>An outcome gets its receipt before the journal has it.</summary>
    ReceiptBeforeTheWrite,

    /// <summary>The journal takes a second row of one number: its key is not unique.</summary>
    JournalHasNoFence,

    /// <summary>A job whose write failed goes on as if it had not.</summary>
    LoserGoesOn,

    /// <summary>Deadlines are not set again after a recovery.</summary>
    JobForgetsDeadlines,

    /// <summary>Jobs of a host that died are not started elsewhere.</summary>
    NobodyTakesOver,

    /// <summary>An abort is not repeated.</summary>
    AbortOnce,

    /// <summary>A node that missed its <c>commit</c> or <c>run</c> does not get it again.</summary>
    OrderOnce,

    /// <summary>A hello that announces outcomes counts as idle all the same.</summary>
    JudgesBeforeOutcomes,

    /// <summary>Links stay when the presence they spoke to has ended.</summary>
    LinksOutliveTheirPresence,

    /// <summary>A job does not look for a presence that has ended.</summary>
    NodesForgetToWatchAgain,

    /// <summary>A host that has a job looks at the wall clock for how much of its time is left.</summary>
    DeadlinesByTheWallClock,
}
