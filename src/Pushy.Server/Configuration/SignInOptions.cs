namespace Pushy.Server.Configuration;

/// <param name="ClockSkew">A request's timestamp may differ from the server's clock by less than this.</param>
/// <param name="CacheFor">How long what the directory said may be used without asking again.</param>
/// <param name="CacheEntries">Entries of each kind remembered.</param>
/// <param name="CheckEvery">How often it is looked whether what is open still has its right.</param>
/// <param name="RefuseReplays">Whether a signed write is refused the second time.</param>
/// <param name="ReplayEntries">Signed writes remembered for that.</param>
public sealed record SignInOptions(TimeSpan ClockSkew, TimeSpan CacheFor, int CacheEntries, TimeSpan CheckEvery, bool RefuseReplays, int ReplayEntries)
{
    internal static SignInOptions Read(SettingReader reader) => new(
        reader.Duration("pushy.sign-in.clock-skew", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        reader.Duration("pushy.sign-in.cache-for", TimeSpan.Zero, TimeSpan.FromSeconds(5)),
        reader.Number("pushy.sign-in.cache-entries", 1, 1_000_000),
        reader.Duration("pushy.sign-in.check-every", TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5)),
        reader.Flag("pushy.sign-in.refuse-replays"),
        reader.Number("pushy.sign-in.replay-entries", 1, 100_000_000));
}
