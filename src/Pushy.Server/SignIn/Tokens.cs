using LinqToDB.Async;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.SignIn;

public enum TokenScope
{
    Read,

    /// <summary>All that the user may, but for who may do what.</summary>
    Write,

    /// <summary>All that the user may.</summary>
    Admin,
}

/// <summary>Scopes as they are stored and written. What is none counts as the least.</summary>
internal static class TokenScopes
{
    public const string Read = "read";
    public const string Write = "write";
    public const string Admin = "admin";

    public static string Name(this TokenScope scope) => scope switch
    {
        TokenScope.Admin => Admin,
        TokenScope.Write => Write,
        _ => Read,
    };

    public static TokenScope Of(string? name) => name switch
    {
        Admin => TokenScope.Admin,
        Write => TokenScope.Write,
        _ => TokenScope.Read,
    };
}

/// <param name="OrgId">Organization that it is for.</param>
/// <param name="UserName">User that it stands for.</param>
/// <param name="Scope">What it may do of what the user may.</param>
/// <param name="ExpiresAt">From then on it proves nothing.</param>
/// <param name="Label">Its name, or its id if it has none: what the audit log calls it.</param>
public sealed record Token(string OrgId, string UserName, TokenScope Scope, DateTimeOffset ExpiresAt, string Label);

/// <summary>Finds personal tokens; remembers them as long as the directory's answers. A revoked one is found no more.</summary>
public sealed class Tokens(Database database, SignInOptions options, TimeProvider clock, DirectoryVersion version)
{
    private readonly BoundedCache<string, Token> _tokens = new(options.CacheEntries, options.CacheFor, clock, version);

    /// <summary>Null when there is none, or it was revoked. It may be expired.</summary>
    public async ValueTask<Token?> Find(string hash, CancellationToken ct)
    {
        if (_tokens.TryGet(hash, out var known))
            return known;
        var asOf = _tokens.AsOf;
        await using var data = database.Open();
        var row = await data.Tokens.FirstOrDefaultAsync(one => one.Hash == hash && one.RevokedAt == null, ct);
        if (row is null)
            return null;
        var token = new Token(
            row.OrgGuid, row.UserName, TokenScopes.Of(row.Scope), StoredTime.FromStored(row.ExpiresAt), row.Name ?? TokenId.Of(hash));
        _tokens.Remember(hash, token, asOf);
        return token;
    }
}
