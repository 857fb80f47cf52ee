namespace Pushy.Contracts.Signing;

/// <summary>Names of the headers of a signed request. Names compare without regard to case.</summary>
public static class OpsHeaders
{
    /// <summary>Version, algorithm and a nonce if there is one, <c>algorithm=sha256;version=1.3;nonce=a1b2</c>.</summary>
    public const string Sign = "X-Ops-Sign";

    /// <summary>Name of the user or client. Clients write <c>X-Ops-Userid</c>; error texts have this spelling.</summary>
    public const string UserId = "X-Ops-UserId";

    /// <summary><c>YYYY-MM-DDThh:mm:ssZ</c>, UTC.</summary>
    public const string Timestamp = "X-Ops-Timestamp";

    /// <summary>Base64 of the body's digest.</summary>
    public const string ContentHash = "X-Ops-Content-Hash";

    /// <summary>Start of the names of the signature's pieces; a number from 1 follows.</summary>
    public const string AuthorizationPrefix = "X-Ops-Authorization-";

    /// <summary>Optional integer; any value selects <see cref="Jobs.Dialect.PushJobs"/>.</summary>
    public const string ServerApiVersion = "X-Ops-Server-API-Version";

    /// <summary>What a 401 for an unknown name or a wrong signature carries as <c>WWW-Authenticate</c>.</summary>
    public const string Challenge = "X-Ops-Sign version=\"1.0\" version=\"1.1\" version=\"1.3\"";
}
