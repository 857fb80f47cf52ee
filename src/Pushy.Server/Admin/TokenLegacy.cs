using Pushy.Server.Directories;
using Pushy.Server.SignIn;

namespace Pushy.Server.Admin;

/// <summary>What tokens that are revoked leave behind: clients, keys and changes to groups that they made.</summary>
internal static class TokenLegacy
{
    /// <summary>An entry that is older or younger than that is another of the same name.</summary>
    private static readonly TimeSpan WrittenDownWithin = TimeSpan.FromMinutes(1);

    /// <param name="id">Of one token; null: all of the user's.</param>
    /// <param name="remove">Whether clients and keys go, too.</param>
    public static async Task<AdminRefusal?> Tell(AdminSession session, string organization, string user, string? id, bool remove, CancellationToken ct)
    {
        var tokens = await new TokenAdmin(session.Database, new DirectoryVersion(), TimeProvider.System).List(organization, user, ct);
        var made = tokens.Where(token => id is null || token.Id == id).SelectMany(token => token.Made).ToList();
        if (made.Count == 0)
            return null;
        return await session.In(organization, async found =>
        {
            foreach (var use in made)
            {
                var fate = remove && await Remove(session, found, use, ct) ? "removed" : "stays";
                await session.Error.WriteLineAsync($"{use.Action} {use.Target}: {fate}");
            }

            return null;
        }, ct);
    }

    private static async Task<bool> Remove(AdminSession session, Organization organization, TokenUse use, CancellationToken ct)
    {
        switch (use.Action)
        {
            case "client.create" when await session.Lists.FindClient(organization.Id, use.Target, ct) is { } client && IsOf(use, Storage.StoredTime.FromStored(client.CreatedAt)):
                return await session.Removal.DeleteClient(organization.Name, use.Target, ct) is null;
            case "key.add" when use.Target.Split('/') is [var name, var key]:
                var owner = new KeyOwner.Client(organization.Id, name);
                return await session.Keys.Find(owner, key, ct) is { } stored && IsOf(use, stored.CreatedAt) && await session.Keys.Remove(owner, key, ct) is null;
            default:
                return false;
        }
    }

    private static bool IsOf(TokenUse use, DateTimeOffset createdAt) => createdAt <= use.At && use.At - createdAt < WrittenDownWithin;
}
