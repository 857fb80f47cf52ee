using LinqToDB.Async;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>What is in the embedded directory, for those who manage it. Sorted by name; read from the database each time.</summary>
public sealed class DirectoryLists(Database database)
{
    public async Task<List<string>> Organizations(CancellationToken ct)
    {
        await using var data = database.Open();
        return Sorted(await data.Organizations.Select(one => one.Name).ToListAsync(ct));
    }

    public async Task<List<string>> Users(CancellationToken ct)
    {
        await using var data = database.Open();
        return Sorted(await data.Users.Select(one => one.Name).ToListAsync(ct));
    }

    public async Task<List<string>> Superusers(CancellationToken ct)
    {
        await using var data = database.Open();
        return Sorted(await data.Users.Where(one => one.IsSuperuser).Select(one => one.Name).ToListAsync(ct));
    }

    public async Task<List<string>> Members(string orgId, CancellationToken ct)
    {
        await using var data = database.Open();
        return Sorted(await data.OrganizationUsers.Where(one => one.OrgGuid == orgId).Select(one => one.UserName).ToListAsync(ct));
    }

    /// <param name="orgId">GUID of the organization.</param>
    /// <param name="nodes">Only nodes, only the others, or null: both.</param>
    /// <param name="ct">Ends the question.</param>
    public async Task<List<string>> Clients(string orgId, bool? nodes, CancellationToken ct)
    {
        await using var data = database.Open();
        return Sorted(await data.Clients.Where(one => one.OrgGuid == orgId && (nodes == null || one.IsNode == nodes)).Select(one => one.Name).ToListAsync(ct));
    }

    public async Task<List<string>> Groups(string orgId, CancellationToken ct)
    {
        await using var data = database.Open();
        return Sorted(await data.Groups.Where(one => one.OrgGuid == orgId).Select(one => one.Name).ToListAsync(ct));
    }

    /// <summary>Null when there is none.</summary>
    public async Task<UserRow?> FindUser(string name, CancellationToken ct)
    {
        if (EntryName.Problem("user", name) is not null)
            return null;
        await using var data = database.Open();
        return await data.Users.FirstOrDefaultAsync(one => one.Name == name, ct);
    }

    /// <summary>Null when there is none in this organization.</summary>
    public async Task<UserRow?> FindMember(string orgId, string name, CancellationToken ct)
    {
        if (await FindUser(name, ct) is not { } user)
            return null;
        await using var data = database.Open();
        return await data.OrganizationUsers.AnyAsync(one => one.OrgGuid == orgId && one.UserName == name, ct) ? user : null;
    }

    /// <summary>Null when there is none.</summary>
    public async Task<ClientRow?> FindClient(string orgId, string name, CancellationToken ct)
    {
        if (EntryName.Problem("client", name) is not null)
            return null;
        await using var data = database.Open();
        return await data.Clients.FirstOrDefaultAsync(one => one.OrgGuid == orgId && one.Name == name, ct);
    }

    /// <summary>By code points, whatever the database's collation.</summary>
    private static List<string> Sorted(List<string> names)
    {
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
