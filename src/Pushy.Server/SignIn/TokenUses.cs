using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Audit;
using Pushy.Server.Gateway;
using Pushy.Server.Storage;

namespace Pushy.Server.SignIn;

/// <param name="Action">As the audit log calls it, such as <c>client.create</c>.</param>
/// <param name="Target">What was made or changed.</param>
/// <param name="At">When.</param>
public sealed record TokenUse(string Action, string Target, DateTimeOffset At);

/// <summary>Writes down what a token changed of who may do what, so that it can be found when the token was lost. Of each token the newest <see cref="MostKept"/> are kept.</summary>
public sealed class TokenUses(Database database, TimeProvider clock)
{
    public const int MostKept = 1000;

    /// <summary>Read at once for a list of tokens, the newest; more would be more than anybody looks at.</summary>
    private const int MostRead = 10_000;

    private const int MostTargetLetters = 1000;

    /// <summary>After a change that went well. Nothing for signed requests: they are in the audit log.</summary>
    internal async Task Record(RequestContext context, Answer answer)
    {
        if (context.Requestor.TokenHash is not { } hash || answer is Answer.Refused)
            return;
        await using var data = database.Open();
        var action = context.Route.Action ?? $"{context.Route.Method} {context.Route.Pattern}";
        await Record(data, hash, context.OrganizationId, action, RequestAudit.TargetOf(context, answer), clock.GetUtcNow(), CancellationToken.None);   // it is done, whoever hears it
    }

    internal static async Task Record(PushyData data, string hash, string org, string action, string target, DateTimeOffset at, CancellationToken ct)
    {
        await data.InsertAsync(new TokenUseRow
        {
            Id = Guid.NewGuid().ToString("N"),
            TokenHash = hash,
            OrgGuid = org,
            At = at.ToStored(),
            Action = action,
            Target = target.Length > MostTargetLetters ? target[..MostTargetLetters] : target,
        }, token: ct);
        if (await data.TokenUses.CountAsync(one => one.TokenHash == hash, ct) is var count && count <= MostKept)
            return;
        var over = await data.TokenUses.Where(one => one.TokenHash == hash).OrderBy(one => one.At).Take(count - MostKept).Select(one => one.Id).ToListAsync(ct);
        await data.TokenUses.DeleteAsync(one => over.Contains(one.Id), ct);
    }

    /// <summary>Uses of an organization's tokens by the token's hash, oldest first.</summary>
    internal static async Task<ILookup<string, TokenUse>> Read(PushyData data, string org, CancellationToken ct)
    {
        var rows = await data.TokenUses.Where(one => one.OrgGuid == org).OrderByDescending(one => one.At).Take(MostRead).ToListAsync(ct);
        rows.Reverse();
        return rows.ToLookup(row => row.TokenHash, row => new TokenUse(row.Action, row.Target, StoredTime.FromStored(row.At)), StringComparer.Ordinal);
    }
}
