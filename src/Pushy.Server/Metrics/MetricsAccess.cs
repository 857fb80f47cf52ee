using System.Net;
using System.Security.Cryptography;
using System.Text;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;

namespace Pushy.Server.Metrics;

/// <summary>
/// Who may read <c>/metrics</c>: where it has a port of its own, whoever reaches that; else whoever shows the token; and where there is no token either,
/// this machine alone. What came through a proxy is not from this machine, as far as the proxy says that it is one.
/// </summary>
internal sealed class MetricsAccess(MetricsOptions options)
{
    public const string Path = "/metrics";

    private const string Bearer = "Bearer ";

    private static readonly string[] ByProxy = ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"];

    private readonly byte[]? _token = options.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;

    /// <summary>Whether a request came to the port of metrics, where nothing else is answered.</summary>
    public bool IsOnOwnPort(HttpContext http) => options.Url is { } url && http.Connection.LocalPort == url.Port;

    /// <summary>Why not; null: it may.</summary>
    public Refusal? Check(HttpContext http)
    {
        if (options.Url is not null && !IsOnOwnPort(http))
            return Refusal.NotFound;
        if (http.Request.Method is not "GET")
            return Refusal.MethodNotAllowed("GET");
        if (_token is not null)
            return HasToken(http.Request) ? null : Refusal.BadMetricsToken;
        return options.Url is not null || IsThisMachine(http) ? null : Refusal.MetricsFromElsewhere;
    }

    private bool HasToken(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var given
        && given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[Bearer.Length..].Trim())), _token);

    private static bool IsThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !ByProxy.Any(http.Request.Headers.ContainsKey);
}
