namespace Pushy.Server.Gateway;

/// <summary>
/// A request's target as it came on the wire. ASP.NET's own path is no use here: it is decoded before it can be split, so a
/// <c>%2F</c> inside a name would look like a separator, and <c>..</c> would be resolved.
/// </summary>
/// <param name="Target">Path and query, percent-encoded, as the client signed it.</param>
/// <param name="Segments">The path's parts, percent-decoded after splitting; runs of <c>/</c> count as one.</param>
internal sealed record RequestPath(string Target, IReadOnlyList<string> Segments)
{
    /// <param name="rawTarget">From the request line; a proxy's form <c>http://host/path</c> loses its host.</param>
    public static RequestPath Read(string rawTarget)
    {
        var target = rawTarget;
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
            target = target.IndexOf('/', scheme + 3) is > 0 and var slash ? target[slash..] : "/";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        return new RequestPath(target, [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)]);
    }
}
