using Pushy.Server.Configuration;
using Pushy.Server.Gateway;

namespace Pushy.Server.Sessions;

/// <summary>
/// The cookie that a session is known by. Over TLS it has the prefix that browsers let nobody but this very host set, see docs/decisions/0150.
/// Lax, not Strict: a link to a job in a chat or a ticket opens signed in; whatever changes something is a POST, with which no other site's request brings it.
/// </summary>
internal static class SessionCookie
{
    private const string Session = "pushy-session";
    private const string Visit = "pushy-visit";
    private const string HostPrefix = "__Host-";

    /// <summary>Ours have 43; a browser may send anything.</summary>
    private const int MostLetters = 100;

    /// <summary>The session's secret; null: there is none.</summary>
    public static string? Read(HttpRequest request) => Find(request, Session);

    /// <summary>Of a browser that is not signed in: by it forms are known as ours.</summary>
    public static string? ReadVisit(HttpRequest request) => Find(request, Visit);

    public static void Set(HttpContext http, string secret, WebOptions options) => Append(http, Session, secret, options.SessionLength);

    public static void SetVisit(HttpContext http, string secret) => Append(http, Visit, secret, null);

    public static void Remove(HttpContext http)
    {
        Append(http, Session, "", TimeSpan.Zero);
    }

    private static string? Find(HttpRequest request, string name) =>
        request.Cookies[IsSecure(request) ? HostPrefix + name : name] is { Length: > 0 and <= MostLetters } secret ? secret : null;

    private static void Append(HttpContext http, string name, string value, TimeSpan? length)
    {
        var secure = IsSecure(http.Request);
        http.Response.Cookies.Append(secure ? HostPrefix + name : name, value, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = length,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = secure,
        });
    }

    private static bool IsSecure(HttpRequest request) => PublicUri.Of(request).StartsWith("https:", StringComparison.Ordinal);
}
