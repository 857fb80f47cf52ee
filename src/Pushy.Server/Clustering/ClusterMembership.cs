namespace Pushy.Server.Clustering;

/// <summary>Whether this host is in the cluster. Written by who watches the cluster, read by anyone.</summary>
public sealed class ClusterMembership
{
    private volatile bool _isIn;
    private volatile bool _wasPutOut;

    /// <summary>Whether it is one of the hosts now. A cluster of one is in from the start: what is asked early waits for its actors.</summary>
    public bool IsIn => _isIn;

    /// <summary>Whether the others put it out, so that it has to start anew.</summary>
    public bool WasPutOut => _wasPutOut;

    internal void Enter() => _isIn = true;

    internal void Leave() => _isIn = false;

    internal void PutOut() => (_isIn, _wasPutOut) = (false, true);
}
