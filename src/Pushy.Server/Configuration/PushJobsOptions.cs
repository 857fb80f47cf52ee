namespace Pushy.Server.Configuration;

/// <summary>What existing Push Jobs clients are told by their config document.</summary>
/// <param name="HeartbeatInterval">Pause between two heartbeats.</param>
/// <param name="HeartbeatPort">Where the server's are to be heard.</param>
/// <param name="CommandPort">Where commands are exchanged.</param>
/// <param name="ConfigLifetime">After so long a client asks anew; whole seconds.</param>
/// <param name="MaxMessageSkew">A message's time may differ by so much; whole seconds.</param>
/// <param name="MaxBodyBytes">Largest message.</param>
/// <param name="ValidateClientNodeName">Whether a client gets the config of its own name only.</param>
/// <param name="DisableCurve">Whether clients are told not to encrypt.</param>
public sealed record PushJobsOptions(
    TimeSpan HeartbeatInterval, int HeartbeatPort, int CommandPort, TimeSpan ConfigLifetime, TimeSpan MaxMessageSkew, int MaxBodyBytes,
    bool ValidateClientNodeName, bool DisableCurve)
{
    internal static PushJobsOptions Read(SettingReader reader) => new(
        reader.Duration("pushy.push-jobs.heartbeat-interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
        reader.Number("pushy.push-jobs.heartbeat-port", 1, 65_535),
        reader.Number("pushy.push-jobs.command-port", 1, 65_535),
        reader.WholeSeconds("pushy.push-jobs.config-lifetime", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
        reader.WholeSeconds("pushy.push-jobs.max-message-skew", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        reader.Bytes("pushy.push-jobs.max-body-bytes", 1_000, 16_000_000),
        reader.Flag("pushy.push-jobs.validate-client-node-name"),
        reader.Flag("pushy.push-jobs.disable-curve"));
}
