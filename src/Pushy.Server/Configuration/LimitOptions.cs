namespace Pushy.Server.Configuration;

/// <param name="ReadsPerSecond">GETs of one identity; twice that at once. 0: no limit.</param>
/// <param name="WritesPerSecond">Other requests of one identity; twice that at once. 0: no limit.</param>
/// <param name="FailedSignInsPerMinute">Failed sign-ins from one address under one name, or with one kind of token; ten times as many in all. 0: no limit.</param>
/// <param name="FailedSignInBurst">As many at once.</param>
/// <param name="Entries">Identities and addresses that are told apart, each; those on top share a limit.</param>
public sealed record LimitOptions(int ReadsPerSecond, int WritesPerSecond, int FailedSignInsPerMinute, int FailedSignInBurst, int Entries)
{
    internal static LimitOptions Read(SettingReader reader) => new(
        reader.Number("pushy.limits.reads-per-second", 0, 1_000_000),
        reader.Number("pushy.limits.writes-per-second", 0, 1_000_000),
        reader.Number("pushy.limits.failed-sign-ins-per-minute", 0, 1_000_000),
        reader.Number("pushy.limits.failed-sign-in-burst", 1, 1_000_000),
        reader.Number("pushy.limits.entries", 1, 10_000_000));
}
