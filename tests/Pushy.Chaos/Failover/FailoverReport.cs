namespace Pushy.Chaos.Failover;

/// <summary>One <c>kill -9</c>; all in seconds since it.</summary>
/// <param name="Host">Who was killed.</param>
/// <param name="JobsOnIt">Running jobs that it had; null where it was not known.</param>
/// <param name="Served">Until every running job was answered for by every host that was left.</param>
/// <param name="Posted">Until a new job, posted at once and again until it was answered, had its 201.</param>
/// <param name="Ran">Until its command ran on the node.</param>
/// <param name="AgentsBack">Until every agent was connected to a host that was left.</param>
public sealed record Failed(string Host, int? JobsOnIt, double Served, double Posted, double Ran, double AgentsBack);

/// <param name="Jobs">That ran all the time.</param>
/// <param name="Wrong">What became of them that should not have.</param>
/// <param name="Folder">Where the logs are; null if they are gone.</param>
public sealed record FailoverReport(int Hosts, int Agents, int Jobs, IReadOnlyList<Failed> Kills, IReadOnlyList<string> Wrong, string? Folder);
