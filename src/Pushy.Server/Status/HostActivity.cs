using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;

namespace Pushy.Server.Status;

/// <summary>What this host's actors are busy with.</summary>
internal sealed class HostActivity(NodeRoster nodes, JobRoster jobs) : IActivitySource
{
    public ValueTask<ServerActivity> Read(CancellationToken ct) =>
        ValueTask.FromResult(new ServerActivity(nodes.Connected, [.. jobs.Jobs.Select(job => job.Value)]));
}
