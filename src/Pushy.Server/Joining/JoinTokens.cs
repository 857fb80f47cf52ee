using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Directories;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;

namespace Pushy.Server.Joining;

/// <summary>A join token without its secret.</summary>
/// <param name="Id">Begin of its hash.</param>
/// <param name="CreatedBy">Kind and name, such as <c>command root</c>; null: that was not recorded.</param>
/// <param name="UsedBy">Nodes that joined with it, oldest first, the newest <see cref="TokenUses.MostKept"/>.</param>
public sealed record JoinTokenListing(
    string Id, int UsesLeft, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, string? CreatedBy, IReadOnlyList<TokenUse> UsedBy)
{
    /// <summary>In a word, what it is good for.</summary>
    public string State(DateTimeOffset now) => this switch
    {
        { RevokedAt: not null } => "revoked",
        _ when ExpiresAt <= now => "expired",
        { UsesLeft: 0 } => "used up",
        _ => "valid",
    };
}

/// <summary>Shows and ends join tokens.</summary>
public sealed class JoinTokens(DirectoryTransaction transaction, Database database, TimeProvider clock)
{
    /// <summary>Most machines that may join with one.</summary>
    public const int MaxUses = 1_000_000;

    /// <summary>Most tokens of an organization, those that ended lately included.</summary>
    public const int MaxTokens = 1000;

    /// <summary>Action of a use.</summary>
    public const string Joined = "node.join";

    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(1);

    /// <summary>How long one that has ended is still shown, when the room is needed.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(30);

    /// <summary>Of an organization, oldest first; those that have ended too.</summary>
    public async Task<IReadOnlyList<JoinTokenListing>> List(string organization, CancellationToken ct)
    {
        await using var data = database.Open();
        if (await data.Organizations.Where(one => one.Name == organization).Select(one => one.Id).FirstOrDefaultAsync(ct) is not { } org)
            return [];
        var rows = await data.JoinTokens.Where(one => one.OrgGuid == org).OrderBy(one => one.CreatedAt).ThenBy(one => one.Hash).ToListAsync(ct);
        var uses = await TokenUses.Read(data, org, ct);
        return [.. rows.Select(row => new JoinTokenListing(
            TokenId.Of(row.Hash), row.UsesLeft, StoredTime.FromStored(row.CreatedAt), StoredTime.FromStored(row.ExpiresAt),
            row.RevokedAt is { } at ? StoredTime.FromStored(at) : null, row.CreatedBy, [.. uses[row.Hash]]))];
    }

    /// <summary>Ends one. Nodes that joined with it stay.</summary>
    /// <param name="id">As <see cref="List"/> shows it.</param>
    public Task<AdminRefusal?> Revoke(string organization, string id, CancellationToken ct) =>
        transaction.Change(organization, async (data, org) =>
        {
            if (!TokenId.IsOne(id))
                return new AdminRefusal($"'{id}' is not the id of a join token; 'join-token list' shows them", AdminProblem.Missing);
            var now = clock.GetUtcNow().ToStored();
            var revoked = await data.JoinTokens
                .Where(one => one.OrgGuid == org && one.Hash.StartsWith(id) && one.RevokedAt == null && one.ExpiresAt > now)
                .Set(one => one.RevokedAt, now)
                .Set(one => one.UsesLeft, 0)   // servers of an older version look at this
                .UpdateAsync(ct);
            return revoked > 0 ? null : new AdminRefusal($"there is no valid join token '{id}' in organization '{organization}'", AdminProblem.Missing);
        }, null, ct);
}
