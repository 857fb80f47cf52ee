using System.Net;

namespace Pushy.Server.Gateway;

/// <summary>
/// Proxies whose settings hide TLS or clients, as requests show it. Told in the log once an hour, and by <c>doctor</c>, which asks the running server. Anybody can
/// send these headers, so of each kind a few addresses are kept, and nobody is believed for being among them.
/// </summary>
internal sealed class ProxyNotes(TimeProvider time, ILogger<ProxyNotes> log)
{
    private const int MostAddresses = 5;

    private static readonly TimeSpan TellEvery = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Note _strangers = new();
    private readonly Note _silent = new();

    /// <summary>Sentences for people; none: all is well.</summary>
    public IReadOnlyList<string> Noticed
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. _strangers.From.Select(address =>
                        $"requests with X-Forwarded-… headers come from {address}, which is not in pushy.http.trusted-proxies: they are ignored. If it is your proxy, "
                        + "links say http, cookies are not secure, and all its clients count as one address"),
                    .. _silent.From.Select(address => $"the trusted proxy {address} sends no X-Forwarded-Proto: where it takes TLS, links say http and cookies are not secure"),
                ];
            }
        }
    }

    /// <summary>It forwards, and is no proxy of ours.</summary>
    public void IsNotTrusted(IPAddress peer)
    {
        if (Add(_strangers, peer))
        {
            log.LogWarning(
                "a request with X-Forwarded-… headers came from {Peer}, which is not in pushy.http.trusted-proxies; they are ignored. If it is your proxy, name it there, "
                + "or links say http, cookies are not secure, and all its clients count as one address", peer);
        }
    }

    /// <summary>It is a proxy of ours, and does not say whether its client came by TLS.</summary>
    public void HidesScheme(IPAddress peer)
    {
        if (Add(_silent, peer))
        {
            log.LogWarning(
                "the trusted proxy {Peer} sends no X-Forwarded-Proto: where it takes TLS, links say http and cookies are not secure; see docs/install.md for its configuration", peer);
        }
    }

    /// <returns>Whether it is time to say so.</returns>
    private bool Add(Note note, IPAddress peer)
    {
        lock (_gate)
        {
            if (note.From.Count < MostAddresses)
                note.From.Add(peer);
            if (note.ToldAt is { } before && time.GetElapsedTime(before) < TellEvery)
                return false;
            note.ToldAt = time.GetTimestamp();
            return true;
        }
    }

    private sealed class Note
    {
        public HashSet<IPAddress> From { get; } = [];

        public long? ToldAt { get; set; }
    }
}
