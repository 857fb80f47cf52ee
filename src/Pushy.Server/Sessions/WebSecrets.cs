using System.Linq.Expressions;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Storage;

namespace Pushy.Server.Sessions;

/// <summary>What sessions and links have in common: a bounded number of each user's, and none that is over for long.</summary>
internal static class WebSecrets
{
    private const int RemovedWithEach = 10;

    public static WebIdentity Identity(this WebSecretRow row) => new(row.OrgGuid, row.OrgName, row.UserName, WebIdentity.ScopeOf(row.Scope), row.TokenHash);

    /// <summary>Removes some that are over, and those of the user that would be too many with one more: nobody pays for many.</summary>
    /// <param name="age">By what the oldest goes first.</param>
    /// <param name="most">Of one user in an organization.</param>
    public static async Task RemoveSome<TRow>(this ITable<TRow> all, WebIdentity identity, long now, Expression<Func<TRow, long>> age, int most, CancellationToken ct)
        where TRow : WebSecretRow
    {
        var over = await all.Where(one => one.ExpiresAt <= now).OrderBy(one => one.ExpiresAt).Take(RemovedWithEach).Select(one => one.Hash).ToListAsync(ct);
        var tooMany = await all.Where(one => one.OrgGuid == identity.OrgId && one.UserName == identity.User)
            .OrderByDescending(age).Skip(most - 1).Take(RemovedWithEach).Select(one => one.Hash).ToListAsync(ct);
        string[] gone = [.. over, .. tooMany];
        if (gone.Length > 0)
            await all.DeleteAsync(one => gone.Contains(one.Hash), ct);
    }
}
