using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>The keys of users, clients and nodes. An owner may have several, so that a new one can be there before the old one goes.</summary>
public sealed class KeyStore(Database database, DirectoryTransaction transaction, TimeProvider clock)
{
    /// <summary>Keys of one owner: each of them may be tried when somebody signs in.</summary>
    public const int MaxKeys = 20;

    /// <summary>All of an owner, by name; null when there is no such owner.</summary>
    public async Task<IReadOnlyList<StoredKey>?> List(KeyOwner owner, CancellationToken ct)
    {
        await using var data = database.Open();
        return await Exists(data, owner, ct) ? await Read(data, owner, ct) : null;
    }

    public async Task<StoredKey?> Find(KeyOwner owner, string name, CancellationToken ct) =>
        (await List(owner, ct))?.FirstOrDefault(key => key.Name == name);

    /// <summary>One more key.</summary>
    public async Task<AdminRefusal?> Add(KeyOwner owner, string name, string publicKeyPem, DateTimeOffset? expiresAt, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(owner);

        if (EntryName.ProblemOfNew("key", name) is { } problem)
            return new AdminRefusal(problem);
        return await transaction.Change(async data =>
        {
            if (!await Exists(data, owner, ct))
                return new AdminRefusal($"there is no {owner.Shown}", AdminProblem.Missing);
            var keys = await Read(data, owner, ct);
            if (keys.Any(key => key.Name == name))
                return Taken(owner, name);
            if (keys.Count >= MaxKeys)
                return new AdminRefusal($"{owner.Shown} has {MaxKeys} keys, and more are not allowed; remove one first");
            await Insert(data, owner, new StoredKey(name, publicKeyPem, clock.GetUtcNow(), expiresAt), ct);
            return null;
        }, Taken(owner, name).Text, ct);
    }

    /// <summary>A key with another name, public half or end.</summary>
    public async Task<AdminRefusal?> Change(KeyOwner owner, string name, Func<StoredKey, StoredKey> change, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(change);

        return await transaction.Change(async data =>
        {
            var keys = await Read(data, owner, ct);
            if (keys.FirstOrDefault(key => key.Name == name) is not { } before)
                return NoKey(owner, name);
            var after = change(before);
            if (after.Name != name && EntryName.ProblemOfNew("key", after.Name) is { } problem)
                return new AdminRefusal(problem);
            if (after.Name != name && keys.Any(key => key.Name == after.Name))
                return Taken(owner, after.Name);
            await Delete(data, owner, name, ct);
            await Insert(data, owner, after, ct);
            return null;
        }, $"{owner.Shown} has a key of that name already", ct);
    }

    public async Task<AdminRefusal?> Remove(KeyOwner owner, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(owner);

        return await transaction.Change(async data => await Delete(data, owner, name, ct) > 0 ? null : NoKey(owner, name), null, ct);
    }

    private static AdminRefusal Taken(KeyOwner owner, string name) => new($"{owner.Shown} has a key '{name}' already", AdminProblem.Exists);

    private static AdminRefusal NoKey(KeyOwner owner, string name) =>
        new(EntryName.Problem("key", name) ?? $"{owner.Shown} has no key '{name}'", AdminProblem.Missing);

    private static Task<bool> Exists(PushyData data, KeyOwner owner, CancellationToken ct) => owner switch
    {
        KeyOwner.User(var name) when EntryName.Problem("user", name) is null => data.Users.AnyAsync(user => user.Name == name, ct),
        KeyOwner.Client(var org, var name) when EntryName.Problem("client", name) is null =>
            data.Clients.AnyAsync(client => client.OrgGuid == org && client.Name == name, ct),
        _ => Task.FromResult(false),
    };

    private static async Task<List<StoredKey>> Read(PushyData data, KeyOwner owner, CancellationToken ct) => owner switch
    {
        KeyOwner.User(var name) =>
            [.. (await data.UserKeys.Where(key => key.UserName == name).OrderBy(key => key.KeyName).ToListAsync(ct))
                .Select(key => Stored(key.KeyName, key.PublicKeyPem, key.CreatedAt, key.ExpiresAt))],
        KeyOwner.Client(var org, var name) =>
            [.. (await data.ClientKeys.Where(key => key.OrgGuid == org && key.ClientName == name).OrderBy(key => key.KeyName).ToListAsync(ct))
                .Select(key => Stored(key.KeyName, key.PublicKeyPem, key.CreatedAt, key.ExpiresAt))],
        _ => throw new InvalidOperationException($"no such owner: {owner}"),
    };

    private static Task<int> Insert(PushyData data, KeyOwner owner, StoredKey key, CancellationToken ct) => owner switch
    {
        KeyOwner.User(var name) => data.InsertAsync(
            new UserKeyRow
            {
                UserName = name,
                KeyName = key.Name,
                PublicKeyPem = key.PublicKeyPem,
                CreatedAt = key.CreatedAt.ToStored(),
                ExpiresAt = key.ExpiresAt?.ToStored(),
            }, token: ct),
        KeyOwner.Client(var org, var name) => data.InsertAsync(
            new ClientKeyRow
            {
                OrgGuid = org,
                ClientName = name,
                KeyName = key.Name,
                PublicKeyPem = key.PublicKeyPem,
                CreatedAt = key.CreatedAt.ToStored(),
                ExpiresAt = key.ExpiresAt?.ToStored(),
            }, token: ct),
        _ => throw new InvalidOperationException($"no such owner: {owner}"),
    };

    /// <summary>How many went: one or none.</summary>
    private static Task<int> Delete(PushyData data, KeyOwner owner, string key, CancellationToken ct) => owner switch
    {
        _ when EntryName.Problem("key", key) is not null => Task.FromResult(0),
        KeyOwner.User(var name) => data.UserKeys.Where(one => one.UserName == name && one.KeyName == key).DeleteAsync(ct),
        KeyOwner.Client(var org, var name) =>
            data.ClientKeys.Where(one => one.OrgGuid == org && one.ClientName == name && one.KeyName == key).DeleteAsync(ct),
        _ => throw new InvalidOperationException($"no such owner: {owner}"),
    };

    private static StoredKey Stored(string name, string pem, long createdAt, long? expiresAt) =>
        new(name, pem, StoredTime.FromStored(createdAt), expiresAt is { } at ? StoredTime.FromStored(at) : null);
}
