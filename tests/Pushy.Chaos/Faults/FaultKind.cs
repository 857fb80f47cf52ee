namespace Pushy.Chaos.Faults;

/// <summary>What is done to the system. The words of <c>--faults</c> are these names in kebab-case.</summary>
internal enum FaultKind
{
    /// <summary><c>kill -9</c> of a host, which is started again some seconds later.</summary>
    HostKilled,

    /// <summary>SIGTERM to a host, as in a rolling restart.</summary>
    HostStopped,

    /// <summary>SIGSTOP, and SIGCONT some seconds later.</summary>
    HostPaused,

    /// <summary><c>kill -9</c> of an agent, which is started again.</summary>
    AgentKilled,

    /// <summary>SIGSTOP of an agent, and SIGCONT some seconds later.</summary>
    AgentPaused,

    /// <summary>Nothing gets through between two hosts, and no connection ends.</summary>
    PairCut,

    /// <summary>The same in one direction; the other goes on.</summary>
    PairCutOneWay,

    /// <summary>Connections between two hosts are reset, and none can be made.</summary>
    PairReset,

    /// <summary>What two hosts say to each other arrives late.</summary>
    PairSlow,

    /// <summary>A host is cut off from all others, both ways: a minority of one. Agents, clients and the database still reach it.</summary>
    HostIsolated,

    /// <summary>Nothing gets through between a host and the database.</summary>
    DatabaseCut,

    /// <summary>A host's connections to the database are reset, and none can be made.</summary>
    DatabaseReset,

    /// <summary>Nothing gets through between agents and one host.</summary>
    AgentsCut,

    /// <summary>The agents' connections to one host are reset, and none can be made.</summary>
    AgentsReset,

    /// <summary>PostgreSQL is restarted as an administrator does it (<c>-m fast</c>).</summary>
    DatabaseRestarted,

    /// <summary>PostgreSQL is stopped at once (<c>-m immediate</c>) and started again some seconds later.</summary>
    DatabaseStopped,

    /// <summary>All of PostgreSQL's processes stand still for some seconds, as in a failover.</summary>
    DatabasePaused,

    /// <summary><c>kill -9</c> of two hosts within a second.</summary>
    HostPairKilled,

    /// <summary>SIGTERM to two hosts within a second.</summary>
    HostPairStopped,

    /// <summary>Two hosts reach each other now and then: each cut and each pause is between half a second and four.</summary>
    PairFlapping,

    /// <summary>A host's wall clock goes back by more than an hour, and forth again some seconds later.</summary>
    HostClockBack,

    /// <summary>A host's wall clock goes forward by more than an hour, and back again some seconds later.</summary>
    HostClockForward,

    /// <summary>An agent's wall clock goes back by more than an hour, and forth again some seconds later.</summary>
    AgentClockBack,

    /// <summary>An agent's wall clock goes forward by more than an hour, and back again some seconds later.</summary>
    AgentClockForward,

    /// <summary>The disk that PostgreSQL's tables are on is full.</summary>
    DatabaseDiskFull,

    /// <summary>The disk that an agent's state is on is full.</summary>
    AgentDiskFull,

    /// <summary>A second agent with the same name and key and a state of its own, as on a cloned machine, killed some seconds later.</summary>
    AgentCloned,
}
