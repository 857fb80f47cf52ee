namespace Pushy.Contracts.Jobs;

/// <summary>Answer of <c>GET /pushy/_status</c>.</summary>
/// <param name="Status">A fixed text: the server answers.</param>
/// <param name="IncarnationId">UUID, new at each start of the server.</param>
/// <param name="NodeFsmCount">Number of connected nodes, over all organizations.</param>
/// <param name="JobProcesses">Ids of jobs in memory.</param>
public sealed record StatusDocument(string Status, string IncarnationId, int NodeFsmCount, IReadOnlyList<string> JobProcesses);
