namespace Pushy.Server.Configuration;

/// <param name="KeepAlive">A reader who was sent nothing for so long is sent a comment.</param>
/// <param name="StallTimeout">A reader who takes nothing for so long is cut off.</param>
public sealed record FeedOptions(TimeSpan KeepAlive, TimeSpan StallTimeout)
{
    internal static FeedOptions Read(SettingReader reader) => new(
        reader.Duration("pushy.feeds.keep-alive", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        reader.Duration("pushy.feeds.stall-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)));
}
