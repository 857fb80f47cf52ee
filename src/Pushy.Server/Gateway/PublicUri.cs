namespace Pushy.Server.Gateway;

/// <summary>Where clients see this server, a proxy in front of it taken into account.</summary>
internal static class PublicUri
{
    /// <summary>Scheme and host without a path: <c>https://pushy.example.com</c>.</summary>
    public static string Of(HttpRequest request)
    {
        var scheme = request.Headers["X-Forwarded-Proto"].ToString() is "http" or "https" ? request.Headers["X-Forwarded-Proto"].ToString() : request.Scheme;
        var host = request.Host.Port is 80 or 443 ? request.Host.Host : request.Host.Value;
        return $"{scheme}://{host}";
    }
}
