using Pushy.Domain.Nodes;

namespace Pushy.Server.Gateway;

/// <summary>What a request would have run or stopped, for the rules of groups and for the audit log.</summary>
/// <param name="Command">The job's command.</param>
/// <param name="Nodes">The job's nodes.</param>
public sealed record JobScope(string Command, IReadOnlyList<NodeName> Nodes);
