using Pushy.Server.Storage;

namespace Pushy.Server.Clustering;

/// <summary>Whether this host should be sent requests. Asked as often as anybody likes.</summary>
public sealed class Readiness(WriteProbe storage, ClusterMembership membership, IHostApplicationLifetime lifetime)
{
    /// <summary>Why not; empty: it should.</summary>
    public async Task<IReadOnlyList<string>> WhyNot()
    {
        var reasons = new List<string>();
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            reasons.Add("this host is stopping");
        if (!membership.IsIn)
            reasons.Add("this host is not in the cluster");
        if (await storage.WhyNot() is { } why)
            reasons.Add(why);
        return reasons;
    }
}
