using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>Who manages all organizations and users over REST. Only admin commands make one: whoever holds the storage holds that right anyway.</summary>
public sealed class Superusers(DirectoryAdmin admin, DirectoryTransaction transaction, TimeProvider clock)
{
    /// <summary>A new user, who belongs to no organization.</summary>
    public Task<AdminRefusal?> Create(string name, string publicKeyPem, CancellationToken ct) =>
        admin.CreateUser(new UserRow { Name = name, CreatedAt = clock.GetUtcNow().ToStored(), IsSuperuser = true }, publicKeyPem, ct);

    /// <summary>A user who exists, now with or without that right.</summary>
    public async Task<AdminRefusal?> Set(string name, bool isSuperuser, CancellationToken ct)
    {
        if (EntryName.Problem("user", name) is { } problem)
            return new AdminRefusal(problem);
        return await transaction.Change(async data =>
        {
            if (await data.Users.FirstOrDefaultAsync(user => user.Name == name, ct) is not { } user)
                return AdminRefusal.NoUser(name);
            if (user.IsSuperuser == isSuperuser)
                return new AdminRefusal($"user '{name}' is {(isSuperuser ? "a superuser already" : "no superuser")}", AdminProblem.Exists);
            await data.Users.Where(one => one.Name == name).Set(one => one.IsSuperuser, isSuperuser).UpdateAsync(ct);
            return null;
        }, null, ct);
    }
}
