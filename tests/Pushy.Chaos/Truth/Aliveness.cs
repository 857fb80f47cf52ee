using Pushy.Chaos.Faults;

namespace Pushy.Chaos.Truth;

/// <summary>
/// Which agents nothing was done to. What befalls hosts, their links to each other and the database is no excuse: an agent that loses its host finds
/// another, and a vote waits for it (decision 0211).
/// </summary>
internal sealed class Aliveness(IReadOnlyCollection<MadeFault> faults)
{
    /// <summary>Seconds after a fault of its own until an agent has to be back.</summary>
    public const double Recovery = 15;

    /// <param name="agent">Its index.</param>
    /// <returns>Whether something was done to it, or to the network between agents and a host, between two times or so shortly before that it may not be over.</returns>
    public bool WasTroubled(int agent, double from, double until) => faults.Any(fault =>
        (fault.Kind is FaultKind.AgentsCut or FaultKind.AgentsReset || (FaultKinds.IsOfAgent(fault.Kind) && fault.Planned.Subject == agent))
        && fault.BeganAt < until && fault.EndedAt + Recovery > from);

    /// <summary>Whether its disk was full between two times.</summary>
    public bool HadFullDisk(int agent, double from, double until) => faults.Any(fault =>
        fault.Kind is FaultKind.AgentDiskFull && fault.Planned.Subject == agent && fault.BeganAt < until && fault.EndedAt + 1 > from);

    /// <summary>When it was killed, or its clone was.</summary>
    public IEnumerable<double> DeathsOfClone(int agent) => faults.Where(fault => fault.Kind is FaultKind.AgentCloned && fault.Planned.Subject == agent).Select(fault => fault.EndedAt);
}
