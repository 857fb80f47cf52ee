using Pushy.Server.Gateway;

namespace Pushy.Server.Links;

/// <summary>What links tell the log of, each node and each minute only so much: any node's key could fill it.</summary>
internal sealed class LinkLog(ILogger log, TimeProvider time)
{
    private const int MaxNamed = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<(string Organization, string Node)> _named = [];
    private long? _crowdedAt;

    /// <summary>A node's agent proved nothing beyond its signed request; told once for each node.</summary>
    public void Unproven(RequestContext context)
    {
        bool isFirst, isLast;
        lock (_lock)
        {
            isFirst = _named.Count < MaxNamed && _named.Add((context.Values["org"], context.Values["node"]));
            isLast = isFirst && _named.Count == MaxNamed;
        }

        if (isFirst)
            log.LogWarning("node {Node} of {Organization} linked from {Remote} without proof: its pushy-agent is of before 0.2; update it", context.Values["node"], context.Values["org"], context.Remote);
        if (isLast)
            log.LogWarning("{Count} nodes linked without proof; no more are named here, 'pushy-server doctor' names them", MaxNamed);
    }

    /// <summary>A node opened too many links, and the oldest is cut.</summary>
    public void CrowdedOut(RequestContext context)
    {
        lock (_lock)
        {
            if (_crowdedAt is { } before && time.GetElapsedTime(before) < Pause)
                return;
            _crowdedAt = time.GetTimestamp();
        }

        log.LogWarning(
            "more links than one node may have were opened as node {Node} of {Organization}, the last from {Remote}; the oldest are cut. Told at most once a minute",
            context.Values["node"], context.Values["org"], context.Remote);
    }
}
