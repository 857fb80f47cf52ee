using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Directories;
using Pushy.Server.Standings;
using Pushy.Server.Storage;

namespace Pushy.Server.SignIn;

/// <summary>A personal token without its secret.</summary>
/// <param name="Id">Begin of its hash.</param>
/// <param name="Name">For people; null: it has none.</param>
/// <param name="RevokedAt">Null: it is not.</param>
/// <param name="Made">What it made or changed, which outlives it; oldest first.</param>
public sealed record TokenListing(
    string Id, string User, string? Name, TokenScope Scope, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, IReadOnlyList<TokenUse> Made);

/// <summary>Looks at personal tokens and ends single ones. A running server follows within <c>pushy.sign-in.cache-for</c>.</summary>
public sealed class TokenAdmin(Database database, DirectoryVersion version, TimeProvider clock)
{
    public const int MaxNameLength = 64;

    /// <summary>Most tokens of a user in an organization made over HTTP, those that ended lately included.</summary>
    public const int MaxTokens = 1000;

    /// <summary>How long a token that has ended is still shown.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(30);

    /// <summary>Whether a user may have one more; forgets those that ended long ago.</summary>
    public async Task<bool> HasRoom(string organization, string user, CancellationToken ct)
    {
        await using var data = database.Open();
        var over = (clock.GetUtcNow() - ForgetAfter).ToStored();
        var own = data.Tokens.Where(token => token.UserName == user && data.Organizations.Any(org => org.Id == token.OrgGuid && org.Name == organization));
        if (await own.CountAsync(ct) < MaxTokens)
            return true;
        await own.Where(token => token.ExpiresAt < over || token.RevokedAt < over).DeleteAsync(ct);
        return await own.CountAsync(ct) < MaxTokens;
    }

    /// <summary>Tokens of an organization, oldest first; those that have ended too.</summary>
    /// <param name="user">Of which user; null: of all.</param>
    public async Task<IReadOnlyList<TokenListing>> List(string organization, string? user, CancellationToken ct)
    {
        await using var data = database.Open();
        var rows = await data.Tokens
            .Where(token => data.Organizations.Any(org => org.Id == token.OrgGuid && org.Name == organization) && (user == null || token.UserName == user))
            .OrderBy(token => token.CreatedAt).ThenBy(token => token.Hash)
            .ToListAsync(ct);
        if (rows.Count == 0)
            return [];
        var made = await TokenUses.Read(data, rows[0].OrgGuid, ct);
        return [.. rows.Select(row => new TokenListing(
            TokenId.Of(row.Hash), row.UserName, row.Name, TokenScopes.Of(row.Scope),
            StoredTime.FromStored(row.CreatedAt), StoredTime.FromStored(row.ExpiresAt), row.RevokedAt is { } at ? StoredTime.FromStored(at) : null, [.. made[row.Hash]]))];
    }

    /// <summary>Ends one token.</summary>
    /// <param name="id">As <see cref="List"/> shows it.</param>
    public async Task<AdminRefusal?> Revoke(string organization, string user, string id, CancellationToken ct)
    {
        if (!TokenId.IsOne(id))
            return new AdminRefusal($"'{id}' is not the id of a token; 'token list' shows them");
        await using var data = database.Open();
        await using var transaction = await data.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow().ToStored();
        var revoked = await data.Tokens
            .Where(token => data.Organizations.Any(org => org.Id == token.OrgGuid && org.Name == organization)
                && token.UserName == user && token.Hash.StartsWith(id) && token.RevokedAt == null && token.ExpiresAt > now)
            .Set(token => token.RevokedAt, now)
            .UpdateAsync(ct);
        await DirectoryStamp.MoveOn(data, ct);
        await transaction.CommitAsync(ct);
        version.MoveOn();
        return revoked > 0 ? null : new AdminRefusal($"user '{user}' has no valid token '{id}' in organization '{organization}'");
    }
}
