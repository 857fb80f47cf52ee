using Pushy.Chaos.Faults;

namespace Pushy.Chaos;

/// <param name="Length">Of the load and its faults; what is waited for afterwards comes on top.</param>
/// <param name="Seed">Of faults and of jobs.</param>
/// <param name="Agents">1 to 500.</param>
/// <param name="Hosts">1 to 7.</param>
/// <param name="Faults">What may be done.</param>
/// <param name="Times">How often each of them is made by itself, instead of all mixed for a time; null for mixed.</param>
/// <param name="JobsPerSecond">On average.</param>
/// <param name="Tls">Between hosts.</param>
/// <param name="Json">Where the report goes too; null for nowhere.</param>
/// <param name="Keep">Whether the run's folder stays, findings or not.</param>
internal sealed record ChaosOptions(
    TimeSpan Length, int Seed, int Agents, int Hosts, IReadOnlyList<FaultKind> Faults, int? Times, double JobsPerSecond, bool Tls, string? Json, bool Keep);
