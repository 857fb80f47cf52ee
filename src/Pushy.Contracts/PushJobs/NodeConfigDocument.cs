namespace Pushy.Contracts.PushJobs;

/// <summary>Answer of <c>GET …/config/NODE</c>: how a Push Jobs client finds and trusts the server (rest-api.md §3).</summary>
/// <param name="Type">Always <c>config</c>.</param>
/// <param name="Host">The server's advertised name.</param>
/// <param name="Node">The node it was asked for; it need not exist.</param>
/// <param name="Organization">Short name.</param>
/// <param name="PublicKey">PEM of the RSA key that signs heartbeats.</param>
/// <param name="PushJobs">Where and how often.</param>
/// <param name="Lifetime">Seconds after which it is to be asked for anew.</param>
/// <param name="MaxMessageSkew">Seconds by which a message's time may differ.</param>
/// <param name="MaxBodySize">Largest message, in bytes.</param>
/// <param name="IncarnationId">UUID of this start of the server.</param>
public sealed record NodeConfigDocument(
    string Type, string Host, string Node, string Organization, string PublicKey, PushJobsSection PushJobs,
    long Lifetime, long MaxMessageSkew, int MaxBodySize, string IncarnationId)
{
    /// <summary>The server's CurveZMQ public key, 40 characters of Z85; null where encryption is switched off.</summary>
    public string? CurvePublicKey { get; init; }

    /// <summary>The node's session key for whoever asked; null when the request was not signed with a key.</summary>
    public EncodedSessionKey? EncodedSessionKey { get; init; }
}

/// <summary>The part <c>push_jobs</c>.</summary>
/// <param name="Heartbeat">All that is in it.</param>
public sealed record PushJobsSection(HeartbeatSection Heartbeat);

/// <summary>The part <c>push_jobs.heartbeat</c>.</summary>
/// <param name="OutAddr">Where the server's heartbeats are to be heard, <c>tcp://HOST:PORT</c>.</param>
/// <param name="CommandAddr">Where commands are exchanged, <c>tcp://HOST:PORT</c>.</param>
/// <param name="Interval">Seconds between two heartbeats, as a decimal number.</param>
/// <param name="OfflineThreshold">Heartbeats missed before the other side counts as offline.</param>
/// <param name="OnlineThreshold">Heartbeats heard before it counts as online.</param>
public sealed record HeartbeatSection(string OutAddr, string CommandAddr, decimal Interval, int OfflineThreshold, int OnlineThreshold);

/// <summary>A node's session key.</summary>
/// <param name="Method"><c>hmac_sha256</c>.</param>
/// <param name="Key">Base64 of the 32 bytes, encrypted by RSA PKCS#1 v1.5 with the key that signed the request.</param>
public sealed record EncodedSessionKey(string Method, string Key);
