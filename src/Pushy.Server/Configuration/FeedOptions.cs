namespace Pushy.Server.Configuration;

/// <param name="KeepAlive">A reader who was sent nothing for so long is sent a comment.</param>
/// <param name="StallTimeout">A reader who takes nothing for so long is cut off.</param>
/// <param name="History">How long readers of an organization's feed may stay away and miss nothing.</param>
public sealed record FeedOptions(TimeSpan KeepAlive, TimeSpan StallTimeout, TimeSpan History)
{
    internal static FeedOptions Read(SettingReader reader) => new(
        reader.Duration("pushy.feeds.keep-alive", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        reader.Duration("pushy.feeds.stall-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
        reader.Duration("pushy.feeds.history", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));
}
