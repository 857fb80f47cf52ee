using System.Collections.Concurrent;

namespace Pushy.Chaos.AgentsBack;

/// <summary>Attempts and links of all simulated agents, by second.</summary>
internal sealed class ConnectionCounts
{
    private readonly ConcurrentDictionary<long, int> _links = [];
    private int _attempts;

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Most links that came up within one second.</summary>
    public int Peak => _links.Values.DefaultIfEmpty().Max();

    public void Attempt() => Interlocked.Increment(ref _attempts);

    public void Success() => _links.AddOrUpdate((long)Uptime.Now, 1, (_, count) => count + 1);

    public void Reset()
    {
        Interlocked.Exchange(ref _attempts, 0);
        _links.Clear();
    }
}
