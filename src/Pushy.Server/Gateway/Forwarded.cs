using System.Collections.Immutable;
using System.Net;

namespace Pushy.Server.Gateway;

/// <summary>Where a request comes from and how its client sees this server, as far as proxies of ours say so.</summary>
/// <param name="Address">The client's.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>; null: no proxy of ours said it.</param>
/// <param name="Host">Host, with a port if need be; null: no proxy of ours said it.</param>
public sealed record Forwarded(IPAddress Address, string? Scheme, string? Host)
{
    public const string For = "X-Forwarded-For";
    public const string Proto = "X-Forwarded-Proto";
    public const string ForHost = "X-Forwarded-Host";

    /// <summary>
    /// Each proxy appends what it saw, so the lists are read from their ends for as long as proxies of ours wrote them. What stands before that is
    /// somebody's invention and does not count, and neither does any of it where the connection itself is nobody's of ours.
    /// </summary>
    /// <param name="peer">Who is at the other end of the connection.</param>
    /// <param name="trusted">Proxies of ours.</param>
    /// <param name="addresses">X-Forwarded-For, all of it, with commas.</param>
    /// <param name="schemes">X-Forwarded-Proto.</param>
    /// <param name="hosts">X-Forwarded-Host.</param>
    public static Forwarded Read(IPAddress peer, ImmutableArray<IPAddress> trusted, string addresses, string schemes, string hosts)
    {
        var address = Plain(peer);
        var proxies = 0;
        var hops = List(addresses);
        while (trusted.Contains(address))
        {
            proxies++;
            if (hops.Length < proxies || !IPAddress.TryParse(hops[^proxies], out var before))
                break;
            address = Plain(before);
        }

        return new Forwarded(
            address,
            Said(schemes, proxies) is { } scheme && scheme.ToLowerInvariant() is "http" or "https" ? scheme.ToLowerInvariant() : null,
            Said(hosts, proxies) is { } host && IsHost(host) ? host : null);
    }

    /// <summary>IPv4 as IPv4.</summary>
    public static IPAddress Plain(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>By the outermost proxy of ours. Some append, some put their own in the place of what was there; then there are fewer entries than proxies.</summary>
    private static string? Said(string header, int proxies) => List(header) is { Length: > 0 } entries && proxies > 0 ? entries[^Math.Min(proxies, entries.Length)] : null;

    private static string[] List(string header) => header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>It goes into links, so nothing but a host and a port.</summary>
    private static bool IsHost(string text) =>
        Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var uri) && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
        && uri.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '[' or ']');
}
