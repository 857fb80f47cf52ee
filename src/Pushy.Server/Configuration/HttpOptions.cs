using System.Collections.Immutable;
using System.Net;

namespace Pushy.Server.Configuration;

/// <param name="Urls">Where to listen.</param>
/// <param name="MaxBodyBytes">Largest body of a request, inclusive.</param>
/// <param name="HeaderTimeout">How long a client may take to send a request's headers.</param>
/// <param name="IdleTimeout">How long a connection without a request stays open.</param>
/// <param name="MaxConnections">Connections at the same time, links not counted.</param>
/// <param name="DrainTimeout">How long requests under way may take to end after SIGTERM.</param>
public sealed record HttpOptions(
    ImmutableArray<string> Urls, int MaxBodyBytes, TimeSpan HeaderTimeout, TimeSpan IdleTimeout, int MaxConnections, TimeSpan DrainTimeout)
{
    /// <summary>How long a body may take to come whole.</summary>
    public TimeSpan BodyTimeout { get; init; }

    /// <summary>Bytes of bodies in memory at the same time: so many of strangers, of those who claim a name, and of those who are known.</summary>
    public int BodyMemory { get; init; }

    /// <summary>Of these, so many for one address and for one name.</summary>
    public int BodyMemoryPerSender { get; init; }

    /// <summary>How long a new connection may take to come with its first request.</summary>
    public TimeSpan FirstRequestTimeout { get; init; }

    /// <summary>Connections from one address (of IPv6: one /64) on which nobody has signed in.</summary>
    public int MaxConnectionsPerAddress { get; init; }

    /// <summary>Addresses of proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are believed; from anybody else they are not looked at.</summary>
    public ImmutableArray<IPAddress> TrustedProxies { get; init; } = [];

    /// <summary>For <c>https://</c> in <see cref="Urls"/>; null where none of them is.</summary>
    public HttpTlsOptions? Tls { get; init; }

    /// <summary>Urls that others than this machine can read along on: plain HTTP beyond loopback, and no proxy that brings TLS.</summary>
    public IEnumerable<string> InTheClear => TrustedProxies.IsEmpty ? Urls.Where(url => ListenAddress.Parse(url) is { IsTls: false, IsLoopback: false }) : [];

    internal static HttpOptions Read(SettingReader reader) => new(
        ReadUrls(reader),
        reader.Bytes("pushy.http.max-body-bytes", 1_000, 100_000_000),
        reader.Duration("pushy.http.header-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
        reader.Duration("pushy.http.idle-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        reader.Number("pushy.http.max-connections", 1, 1_000_000),
        reader.Duration("pushy.http.drain-timeout", TimeSpan.Zero, TimeSpan.FromMinutes(10)))
    {
        BodyTimeout = reader.Duration("pushy.http.body-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
        BodyMemory = reader.Bytes("pushy.http.body-memory", 1_000_000, 1_000_000_000),
        BodyMemoryPerSender = reader.Bytes("pushy.http.body-memory-per-sender", 100_000, 1_000_000_000),
        FirstRequestTimeout = reader.Duration("pushy.http.first-request-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        MaxConnectionsPerAddress = reader.Number("pushy.http.max-connections-per-address", 1, 1_000_000),
        TrustedProxies = ReadProxies(reader),
        Tls = HttpTlsOptions.Read(reader, reader.Text("pushy.http.urls").Contains("https://", StringComparison.OrdinalIgnoreCase)),
    };

    private static ImmutableArray<IPAddress> ReadProxies(SettingReader reader)
    {
        const string Key = "pushy.http.trusted-proxies";
        var proxies = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (var text in reader.Text(Key).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(text, out var address))
                proxies.Add(address);
            else
                reader.Problem(Key, $"'{text}' is not an IP address; allowed are IP addresses joined by commas");
        }

        return proxies.ToImmutable();
    }

    private static ImmutableArray<string> ReadUrls(SettingReader reader)
    {
        const string Key = "pushy.http.urls";
        var urls = reader.Text(Key).Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.Length == 0 || !urls.All(url => ListenAddress.TryParse(url, out _)))
        {
            reader.Problem(Key, $"'{reader.Text(Key)}' is not allowed; allowed are http://IP:PORT, http://localhost:PORT and http://*:PORT, "
                + "and the same with https://, joined by commas");
        }

        return [.. urls];
    }
}
