using System.Globalization;
using Pushy.Server.Directories;

namespace Pushy.Server.SignIn;

/// <summary>Who asks, proven by a key or a token.</summary>
/// <param name="Name">Name of the user or client.</param>
/// <param name="Type">Which of the two proved it.</param>
/// <param name="ReadOnly">Signed in by a token of scope read.</param>
/// <param name="Token">Name or id of the token; null for a signature.</param>
public sealed record Requestor(string Name, PrincipalType Type, bool ReadOnly = false, string? Token = null)
{
    /// <summary>Whether it is, or may be, a machine that runs jobs.</summary>
    public bool IsNode { get; init; }

    /// <summary>Which one of its name; see <see cref="Principal.Born"/>.</summary>
    public long? Born { get; init; }

    /// <summary>Tells it from all others of its name, of the other kind or of another time; stored with the jobs that it starts.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{(Type == PrincipalType.User ? "user" : "client")}-{Born}");

    /// <summary>PEM of the public key that proved it; null for a token.</summary>
    public string? PublicKeyPem { get; init; }

    /// <summary>SHA-256 of the token that proved it, hex; null for anything else.</summary>
    public string? TokenHash { get; init; }

    /// <summary>
    /// Whether it may change who may do what: signed with a key, or by a token of scope admin. Whoever finds another token, or a browser that is signed in, can make
    /// nothing that outlives it.
    /// </summary>
    public bool MayChangeRights { get; init; }

    /// <summary>Proven by the key of a superuser, on a route that manages the directory. Elsewhere nobody is more than a member.</summary>
    public bool IsSuperuser { get; init; }
}
