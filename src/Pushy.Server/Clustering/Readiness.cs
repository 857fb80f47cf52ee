using LinqToDB.Data;
using Pushy.Server.Storage;

namespace Pushy.Server.Clustering;

/// <summary>Whether this host should be sent requests. Asked as often as anybody likes: what the database says is kept for a second.</summary>
public sealed class Readiness(Database database, WriteProbe writes, ClusterMembership membership, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(1);

    /// <summary>A database that takes longer is no use to a request.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<bool>? _probe;
    private long _probedAt;

    /// <summary>Why not; empty: it should.</summary>
    public async Task<IReadOnlyList<string>> WhyNot()
    {
        var reasons = new List<string>();
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            reasons.Add("this host is stopping");
        if (!membership.IsIn)
            reasons.Add("this host is not in the cluster");
        if (!await IsThere())
            reasons.Add("the database does not answer");
        else if (!await TakesWrites())
            reasons.Add("the database takes no writes");
        return reasons;
    }

    private async Task<bool> TakesWrites()
    {
        try
        {
            return await writes.TakesWrites().WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Task<bool> IsThere()
    {
        lock (_lock)
        {
            if (_probe is null || (_probe.IsCompleted && time.GetElapsedTime(_probedAt) > KeepFor))
                (_probe, _probedAt) = (Probe(), time.GetTimestamp());
            return _probe;
        }
    }

    private async Task<bool> Probe()
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            await using var data = database.Open();
            await data.ExecuteAsync("select 1", patience.Token);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException || StorageFaults.IsUnavailable(e))
        {
            return false;
        }
    }
}
