using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Pushy.Server.Configuration;

/// <summary>One of <c>pushy.http.urls</c>, as Kestrel is told it.</summary>
/// <param name="IsTls">Whether it is <c>https://</c>.</param>
/// <param name="Host"><c>*</c>, <c>localhost</c> or an IP address.</param>
/// <param name="Port">0 takes a free one.</param>
public sealed record ListenAddress(bool IsTls, string Host, int Port)
{
    private const string AnyHost = "*";
    private const string Localhost = "localhost";

    public bool IsAny => Host == AnyHost;

    public bool IsLocalhost => Host == Localhost;

    /// <summary>Whether only this machine can connect.</summary>
    public bool IsLoopback => IsLocalhost || (!IsAny && IPAddress.IsLoopback(Ip));

    public IPAddress Ip => IsAny ? IPAddress.IPv6Any : IsLocalhost ? IPAddress.Loopback : IPAddress.Parse(Host);

    /// <exception cref="ConfigurationException">It is none.</exception>
    public static ListenAddress Parse(string url) =>
        TryParse(url, out var address) ? address : throw new ConfigurationException($"'{url}' is nowhere to listen");

    public static bool TryParse(string url, [NotNullWhen(true)] out ListenAddress? address)
    {
        ArgumentNullException.ThrowIfNull(url);

        // Kestrel takes an unknown host name as "any address", which nobody means; so only these.
        address = null;
        var isAny = url.Contains("://*:", StringComparison.Ordinal);
        if (!Uri.TryCreate(url.Replace("://*:", "://0.0.0.0:", StringComparison.Ordinal), UriKind.Absolute, out var uri)
            || uri is not { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" })
            return false;
        var host = uri.Host.Trim('[', ']');
        if (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? !IPAddress.TryParse(host, out _) : uri is not { Host: Localhost, Port: not 0 })
            return false;
        address = new ListenAddress(uri.Scheme == Uri.UriSchemeHttps, isAny ? AnyHost : host, uri.Port);
        return true;
    }
}
