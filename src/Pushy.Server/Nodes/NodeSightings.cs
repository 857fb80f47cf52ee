using Pushy.Actors.Presence;
using Pushy.Server.Background;
using Pushy.Server.Hosting;

namespace Pushy.Server.Nodes;

/// <summary>
/// Takes what links see of nodes without making them wait, and writes it every <see cref="WriteEvery"/>, of each node only the newest: 50,000 nodes that come back at once are
/// 100 statements. Nothing is written for a node that stays; its host says for all of them that it lives (docs/decisions/0155).
/// </summary>
public sealed class NodeSightings(SightingStore store, TimeProvider time, BackgroundLoops loops, ILogger<NodeSightings> log)
    : BackgroundLoop(loops.Watch("node-sightings", "when nodes were seen cannot be written", log))
{
    /// <summary>How far the database is behind.</summary>
    public static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(2);

    /// <summary>How often the host says that it lives: what it saw last is known to within so much after it was killed.</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(10);

    /// <summary>More nodes than one host can have in <see cref="WriteEvery"/>. What is beyond while the database is away is not written.</summary>
    private const int MaxLinks = 200_000;

    /// <summary>Refusals written at a time; a node that is refused comes again.</summary>
    private const int MaxRefusals = 5_000;

    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Dictionary<NodeKey, LinkSighting> _links = [];
    private Dictionary<(string Organization, string Node), RefusalSighting> _refusals = [];

    /// <summary>A link began, or ended.</summary>
    public void Saw(LinkSighting link)
    {
        ArgumentNullException.ThrowIfNull(link);

        lock (_lock)
            Keep(link);
    }

    /// <summary>The node is not there any more, and nothing is to be written of it.</summary>
    public void Forget(NodeKey node)
    {
        lock (_lock)
            _links.Remove(node);
    }

    /// <summary>Somebody was not let in.</summary>
    public void Refused(RefusalSighting refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);

        var key = (refusal.Organization, refusal.Node);
        lock (_lock)
        {
            if (_refusals.Count < MaxRefusals || _refusals.ContainsKey(key))
                _refusals[key] = refusal;
        }
    }

    /// <summary>Writes what there is now.</summary>
    public async Task Flush(CancellationToken ct)
    {
        (IReadOnlyList<LinkSighting> links, IReadOnlyList<RefusalSighting> refusals) = Take();
        var written = 0;
        try
        {
            foreach (var chunk in links.Chunk(SightingStore.RowsAtOnce))
            {
                await store.Write(chunk, ct);
                written += chunk.Length;
            }
        }
        finally
        {
            lock (_lock)
            {
                foreach (var link in links.Skip(written).Where(link => !_links.ContainsKey(link.Key)))
                    Keep(link);
            }
        }

        foreach (var chunk in refusals.Chunk(SightingStore.RowsAtOnce))
            await store.Write(chunk, ct);
    }

    /// <summary>After Kestrel, so with the ends of all links.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(LastPatience);
        await Watch.Try(async ct =>
        {
            await store.WriteHost(time.GetUtcNow(), ct);
            await Flush(ct);
        }, patience.Token);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await Watch.Try(ct => store.ForgetHosts(time.GetUtcNow(), ct), stoppingToken);
        var beat = time.GetTimestamp();
        for (var first = true; ; first = false)
        {
            if (first || time.GetElapsedTime(beat) >= BeatEvery)
            {
                beat = time.GetTimestamp();
                await Watch.Try(ct => store.WriteHost(time.GetUtcNow(), ct), stoppingToken);
            }

            if (!await Pause.For(WriteEvery, time, stoppingToken))
                return;
            await Watch.Try(Flush, stoppingToken);
        }
    }

    private void Keep(LinkSighting link)
    {
        if (_links.TryGetValue(link.Key, out var known) ? known.Link == link.Link || known.ConnectedAt < link.ConnectedAt : _links.Count < MaxLinks)
            _links[link.Key] = link;
    }

    private (IReadOnlyList<LinkSighting> Links, IReadOnlyList<RefusalSighting> Refusals) Take()
    {
        lock (_lock)
        {
            (IReadOnlyList<LinkSighting>, IReadOnlyList<RefusalSighting>) taken = ([.. _links.Values], [.. _refusals.Values]);
            (_links, _refusals) = ([], []);
            return taken;
        }
    }
}
