using Pushy.Server.SignIn;

namespace Pushy.Server.Sessions;

/// <summary>For whom a browser is, or may be, signed in.</summary>
/// <param name="OrgId">GUID of the organization.</param>
/// <param name="OrgName">Its name, as paths have it.</param>
/// <param name="User">Name of the user.</param>
/// <param name="Scope">What of the user's rights.</param>
/// <param name="TokenHash">Of the token that stands behind it: it ends with that. Null: none does.</param>
public sealed record WebIdentity(string OrgId, string OrgName, string User, TokenScope Scope, string? TokenHash)
{
    internal const string Read = "read";
    internal const string Write = "write";

    internal string ScopeName => Scope == TokenScope.Read ? Read : Write;

    internal static TokenScope ScopeOf(string name) => name == Write ? TokenScope.Write : TokenScope.Read;
}
