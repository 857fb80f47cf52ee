using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;

namespace Pushy.Server.Gateway;

/// <summary>What a request would have run or stopped, for the rules of groups and for the audit log.</summary>
/// <param name="Command">The job's command.</param>
/// <param name="Nodes">The job's nodes.</param>
public sealed record JobScope(string Command, IReadOnlyList<NodeName> Nodes)
{
    /// <summary>What the job brings beside its command; none where it is stopped.</summary>
    public IReadOnlyList<JobExtra> Extras { get; init; } = [];
}
