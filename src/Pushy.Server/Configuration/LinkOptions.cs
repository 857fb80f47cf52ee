using Pushy.Domain.Nodes;

namespace Pushy.Server.Configuration;

/// <param name="OutboxFrames">Frames that may wait for one agent.</param>
/// <param name="IdleTimeout">A link on which nothing was heard for so long is closed.</param>
/// <param name="MaxFrameBytes">Largest frame that an agent may send once its hello was taken.</param>
/// <param name="FrameTimeout">How long one frame may take.</param>
/// <param name="MaxUnfinishedBytes">What frames that have not come whole may hold, over all links.</param>
/// <param name="MaxLinks">Links on this host at the same time.</param>
/// <param name="MaxWaitingPerNode">Links of one node on this host that have not said hello yet.</param>
/// <param name="HelloTimeout">How long an agent may take to say hello.</param>
/// <param name="Unproven">Where agents may link from that prove nothing beyond their request.</param>
public sealed record LinkOptions(
    int OutboxFrames, TimeSpan IdleTimeout, int MaxFrameBytes, TimeSpan FrameTimeout, int MaxUnfinishedBytes, int MaxLinks, int MaxWaitingPerNode, TimeSpan HelloTimeout,
    UnprovenLinks Unproven)
{
    /// <summary>Below, a single frame of the largest kind could be too much for what is left to long ones.</summary>
    private const int LargestFramesAtOnce = 2;

    internal static LinkOptions Read(SettingReader reader)
    {
        var options = new LinkOptions(
            reader.Number("pushy.link.outbox-frames", 16, 65_536),
            reader.Duration("pushy.link.idle-timeout", TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
            reader.Bytes("pushy.link.max-frame-bytes", 64 * 1024, 64 * 1024 * 1024),
            reader.Duration("pushy.link.frame-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            reader.Bytes("pushy.link.max-unfinished-bytes", 128 * 1024, 1024 * 1024 * 1024),
            reader.Number("pushy.link.max-links", 1, 1_000_000),
            reader.Number("pushy.link.max-waiting-per-node", 1, 1000),
            reader.Duration("pushy.link.hello-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
            reader.Choice<UnprovenLinks>("pushy.link.unproven"));
        if (options.MaxUnfinishedBytes / LargestFramesAtOnce < options.MaxFrameBytes)
            reader.Problem("pushy.link.max-unfinished-bytes", $"allowed is at least {LargestFramesAtOnce} times pushy.link.max-frame-bytes");
        return options;
    }
}
