using Pushy.Chaos.Cluster;

namespace Pushy.Chaos.Faults;

/// <summary>Draws whom a fault befalls.</summary>
internal static class FaultSubjects
{
    /// <param name="subjects">How many hosts there are, or how many agents for a fault of agents.</param>
    /// <returns>The second is another one for a fault of two hosts, else the same.</returns>
    public static (int Subject, int Other) Draw(Random chance, FaultKind kind, int subjects)
    {
        if (FaultKinds.IsOfDatabase(kind))
            return (0, 0);
        var subject = kind is FaultKind.AgentDiskFull
            ? chance.Next((subjects + AgentProcess.SmallDiskEvery - 1) / AgentProcess.SmallDiskEvery) * AgentProcess.SmallDiskEvery
            : chance.Next(subjects);
        return (subject, FaultKinds.IsOfPair(kind) ? (subject + 1 + chance.Next(subjects - 1)) % subjects : subject);
    }
}
