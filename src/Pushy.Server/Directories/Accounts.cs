using System.Collections.Immutable;
using LinqToDB.Async;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <param name="IsSuperuser">Whether the user may manage all organizations and users.</param>
/// <param name="Keys">Public keys; expired ones may be among them.</param>
public sealed record Account(bool IsSuperuser, ImmutableArray<PrincipalKey> Keys);

/// <summary>
/// Users of the embedded directory apart from any organization. Nothing is remembered: managing is rare, and a right that was taken away is
/// gone with the next request.
/// </summary>
public sealed class Accounts(Database database)
{
    /// <summary>Null when there is no such user.</summary>
    public async ValueTask<Account?> Find(string name, CancellationToken ct)
    {
        if (EntryName.Problem("user", name) is not null)
            return null;
        await using var data = database.Open();
        if (await data.Users.FirstOrDefaultAsync(user => user.Name == name, ct) is not { } user)
            return null;
        var keys = await data.UserKeys.Where(key => key.UserName == name).OrderBy(key => key.KeyName).ToListAsync(ct);
        return new Account(user.IsSuperuser, [.. keys.Select(key => EmbeddedDirectory.Key(key.PublicKeyPem, key.ExpiresAt))]);
    }
}
