using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Nodes;

/// <summary>A node's part in a job, and when the job was.</summary>
internal sealed record NodePast(string Job, string CreatedAt, JobNodeDocument Part);

/// <summary>All that the API tells of a node today.</summary>
/// <param name="Enrolled">Whether there is a client of this name; null: not to be seen.</param>
/// <param name="UsableKeys">Its keys that have not expired; null: not to be seen.</param>
/// <param name="BusyWith">The job that it is in.</param>
/// <param name="Past">Its last jobs, newest first.</param>
/// <param name="Skew">How far this machine's clock is before the server's; null: not known.</param>
internal sealed record NodeFacts(
    string Name, bool Available, bool? Enrolled, int? UsableKeys, string? BusyWith, IReadOnlyList<NodePast> Past, TimeSpan? Skew);
