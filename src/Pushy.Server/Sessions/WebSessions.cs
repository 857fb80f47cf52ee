using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.SignIn;
using Pushy.Server.Standings;
using Pushy.Server.Storage;

namespace Pushy.Server.Sessions;

/// <summary>Browsers that are signed in, in the database: any host of a cluster knows them, and so does the next start.</summary>
public sealed class WebSessions(Database database, WebOptions options, DirectoryVersion version, TimeProvider clock)
{
    /// <summary>Sessions of one user in an organization; the next one ends the oldest.</summary>
    public const int MostOfUser = 50;

    /// <summary>Use is written down no more often than this.</summary>
    private static readonly TimeSpan Touch = TimeSpan.FromSeconds(30);

    /// <summary>Begins one.</summary>
    /// <returns>The cookie's secret, which is kept nowhere.</returns>
    public async Task<string> Begin(WebIdentity identity, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(identity);

        var secret = SecretText.New("");
        var now = clock.GetUtcNow();
        await using var data = database.Open();
        await data.WebSessions.RemoveSome(identity, now.ToStored(), one => one.UsedAt, MostOfUser, ct);
        await data.InsertAsync(new WebSessionRow
        {
            Hash = SecretText.HashOf(secret),
            OrgGuid = identity.OrgId,
            OrgName = identity.OrgName,
            UserName = identity.User,
            Scope = identity.ScopeName,
            TokenHash = identity.TokenHash,
            CreatedAt = now.ToStored(),
            UsedAt = now.ToStored(),
            ExpiresAt = (now + options.SessionLength).ToStored(),
        }, token: ct);
        return secret;
    }

    /// <summary>Null when there is none, or it is over. Counts as use.</summary>
    public async Task<WebIdentity?> Find(string hash, CancellationToken ct)
    {
        await using var data = database.Open();
        var now = clock.GetUtcNow();
        var row = await data.WebSessions.FirstOrDefaultAsync(one => one.Hash == hash, ct);
        if (row is null || row.ExpiresAt <= now.ToStored() || row.UsedAt <= (now - options.SessionIdle).ToStored())
            return null;
        if (row.UsedAt <= (now - Touch).ToStored())
            await data.WebSessions.Where(one => one.Hash == hash).Set(one => one.UsedAt, now.ToStored()).UpdateAsync(ct);
        return row.Identity();
    }

    /// <summary>Ends one, and on all hosts what is open by it. One that is not there has ended.</summary>
    public async Task End(string hash, CancellationToken ct)
    {
        await using var data = database.Open();
        await using var transaction = await data.BeginTransactionAsync(ct);
        if (await data.WebSessions.DeleteAsync(one => one.Hash == hash, ct) == 0)
            return;
        await DirectoryStamp.MoveOn(data, ct);
        await transaction.CommitAsync(ct);
        version.MoveOn();
    }
}
