namespace Pushy.Server.Gateway;

/// <summary>Where clients see this server; <see cref="ForwardedRequests"/> has taken a proxy in front of it into account.</summary>
internal static class PublicUri
{
    /// <summary>Scheme and host without a path: <c>https://pushy.example.com</c>.</summary>
    public static string Of(HttpRequest request)
    {
        var host = request.Host.Port is 80 or 443 ? request.Host.Host : request.Host.Value;
        return $"{request.Scheme}://{host}";
    }
}
