namespace Pushy.Server.Configuration;

/// <param name="OutboxFrames">Frames that may wait for one agent.</param>
/// <param name="IdleTimeout">A link on which nothing was heard for so long is closed.</param>
/// <param name="MaxFrameBytes">Largest frame that an agent may send.</param>
/// <param name="MaxLinks">Links on this host at the same time.</param>
public sealed record LinkOptions(int OutboxFrames, TimeSpan IdleTimeout, int MaxFrameBytes, int MaxLinks)
{
    internal static LinkOptions Read(SettingReader reader) => new(
        reader.Number("pushy.link.outbox-frames", 16, 65_536),
        reader.Duration("pushy.link.idle-timeout", TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
        reader.Bytes("pushy.link.max-frame-bytes", 64 * 1024, 64 * 1024 * 1024),
        reader.Number("pushy.link.max-links", 1, 1_000_000));
}
