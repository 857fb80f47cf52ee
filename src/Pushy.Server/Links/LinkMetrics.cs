using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Pushy.Actors.Links;
using Pushy.Server.Configuration;

namespace Pushy.Server.Links;

/// <summary>What links of this host count. How full outboxes are is looked up when somebody asks, so a frame costs nothing more.</summary>
public sealed class LinkMetrics
{
    private static readonly KeyValuePair<string, object?>[] Ends = [.. Enum.GetValues<LinkEnd>().Select(end => KeyValuePair.Create<string, object?>("reason", WordOf(end)))];

    private readonly ConcurrentDictionary<ChannelReader<byte[]>, byte> _outboxes = new();
    private readonly Counter<long> _opened;
    private readonly Counter<long> _closed;
    private readonly int _frames;
    private int _open;

    public LinkMetrics(Meter meter, LinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(options);

        _frames = options.OutboxFrames;
        _opened = meter.CreateCounter<long>("pushy.links.opened", "{link}", "Agents' links that were opened, in links.");
        _closed = meter.CreateCounter<long>("pushy.links.closed", "{link}", "Agents' links that ended, by why, in links.");
        meter.CreateObservableUpDownCounter("pushy.links.open", () => (long)Volatile.Read(ref _open), "{link}", "Agents' links that are open, in links.");
        meter.CreateObservableGauge("pushy.links.limit", () => (long)options.MaxLinks, "{link}", "Most links that this host takes (pushy.link.max-links), in links.");
        meter.CreateObservableUpDownCounter("pushy.outbox.frames", Waiting, "{frame}", "Frames that wait to be sent, over all agents, in frames.");
        meter.CreateObservableGauge("pushy.outbox.fullest", Fullest, "1", "How full the fullest agent's outbox is; at 1 the next frame cuts that agent off.");
        _opened.Add(0);
        foreach (var end in Ends)
            _closed.Add(0, end);
    }

    internal void Opened(ChannelReader<byte[]> outbox)
    {
        _outboxes.TryAdd(outbox, 0);
        Interlocked.Increment(ref _open);
        _opened.Add(1);
    }

    internal void Closed(ChannelReader<byte[]> outbox, LinkEnd end)
    {
        _outboxes.TryRemove(outbox, out _);
        Interlocked.Decrement(ref _open);
        _closed.Add(1, Ends[(int)end]);
    }

    private long Waiting() => _outboxes.Sum(one => (long)one.Key.Count);

    private double Fullest() => (double)_outboxes.Select(one => one.Key.Count).DefaultIfEmpty().Max() / _frames;

    private static string WordOf(LinkEnd end) => end switch
    {
        LinkEnd.AgentStopped => "agent_stopped",
        LinkEnd.ConnectionLost => "connection_lost",
        LinkEnd.Replaced => "replaced",
        LinkEnd.RightEnded => "right_ended",
        LinkEnd.TooSlow => "too_slow",
        LinkEnd.ServerBusy => "server_busy",
        LinkEnd.PresenceLost => "presence_lost",
        LinkEnd.HostStopping => "host_stopping",
        LinkEnd.BadFrame => "bad_frame",
        LinkEnd.BadHello => "bad_hello",
        LinkEnd.BadProof => "bad_proof",
        LinkEnd.CrowdedOut => "crowded_out",
        LinkEnd.NodeInUse => "node_in_use",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, null),
    };
}
