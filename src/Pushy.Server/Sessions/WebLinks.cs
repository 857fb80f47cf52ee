using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Configuration;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;

namespace Pushy.Server.Sessions;

/// <summary>A link that was made.</summary>
/// <param name="Code">Its secret, which is kept nowhere.</param>
/// <param name="ExpiresAt">From then on it is no good.</param>
public sealed record NewLink(string Code, DateTimeOffset ExpiresAt)
{
    /// <param name="server">Scheme and host, without a path.</param>
    public string At(string server) => $"{server}{WebLinks.Path}?code={Code}";
}

/// <summary>One-time links that sign a browser in. Looking at one does not use it up.</summary>
public sealed class WebLinks(Database database, WebOptions options, TimeProvider clock)
{
    /// <summary>Where they lead; the code is in the query, which no log has.</summary>
    public const string Path = "/ui/link";

    /// <summary>Links of one user in an organization that are good at one time; the next one ends the oldest.</summary>
    public const int MostOfUser = 20;

    public async Task<NewLink> Make(WebIdentity identity, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(identity);

        var now = clock.GetUtcNow();
        var link = new NewLink(SecretText.New(""), now + options.LinkLength);
        await using var data = database.Open();
        await data.WebLinks.RemoveSome(identity, now.ToStored(), one => one.CreatedAt, MostOfUser, ct);
        await data.InsertAsync(new WebLinkRow
        {
            Hash = SecretText.HashOf(link.Code),
            OrgGuid = identity.OrgId,
            OrgName = identity.OrgName,
            UserName = identity.User,
            Scope = identity.ScopeName,
            TokenHash = identity.TokenHash,
            CreatedAt = now.ToStored(),
            ExpiresAt = link.ExpiresAt.ToStored(),
        }, token: ct);
        return link;
    }

    /// <summary>For whom a link is; null when it is unknown, used or over.</summary>
    public async Task<WebIdentity?> Look(string code, CancellationToken ct)
    {
        await using var data = database.Open();
        return await Find(data, SecretText.HashOf(code), ct);
    }

    /// <summary>Uses a link up; null when it is unknown, used or over. Of several at once one gets it.</summary>
    public async Task<WebIdentity?> Use(string code, CancellationToken ct)
    {
        var hash = SecretText.HashOf(code);
        await using var data = database.Open();
        return await Find(data, hash, ct) is { } identity && await data.WebLinks.DeleteAsync(one => one.Hash == hash, ct) == 1 ? identity : null;
    }

    private async Task<WebIdentity?> Find(PushyData data, string hash, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToStored();
        return await data.WebLinks.FirstOrDefaultAsync(one => one.Hash == hash && one.ExpiresAt > now, ct) is { } row ? row.Identity() : null;
    }
}
