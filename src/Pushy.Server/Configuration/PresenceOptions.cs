namespace Pushy.Server.Configuration;

/// <param name="CrashGrace">A node that was lost during a run and is not back by then has crashed.</param>
/// <param name="VoteGrace">A node that was lost during the vote and is not back by then is unavailable.</param>
/// <param name="ResetRepeat">Pause between two resets sent to a node in rehabilitation.</param>
/// <param name="Settle">After this host began to take links, and after another host was lost, nodes may need so long to be heard of.</param>
/// <param name="Probe">How long the agent that has a node's link may take to answer when another one comes with the node's key.</param>
public sealed record PresenceOptions(TimeSpan CrashGrace, TimeSpan VoteGrace, TimeSpan ResetRepeat, TimeSpan Settle, TimeSpan Probe)
{
    internal static PresenceOptions Read(SettingReader reader) => new(
        reader.Duration("pushy.presence.crash-grace", TimeSpan.Zero, TimeSpan.FromHours(1)),
        reader.Duration("pushy.presence.vote-grace", TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        reader.Duration("pushy.presence.reset-repeat", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        reader.Duration("pushy.presence.settle", TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        reader.Duration("pushy.presence.probe", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)));
}
