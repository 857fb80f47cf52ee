using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <param name="Users">Names of users; null leaves them as they are.</param>
/// <param name="Clients">Names of clients and nodes; null leaves them as they are.</param>
/// <param name="Groups">Names of groups; null leaves them as they are.</param>
public sealed record GroupList(IReadOnlyList<string>? Users, IReadOnlyList<string>? Clients, IReadOnlyList<string>? Groups);

/// <summary>Who is in a group of the embedded directory.</summary>
public sealed class GroupMembers(DirectoryTransaction transaction)
{
    /// <summary>Names in one statement: databases take a bounded number of parameters.</summary>
    private const int AtATime = 500;

    /// <summary>A new group with its members.</summary>
    public async Task<AdminRefusal?> Create(string organization, string group, GroupList lists, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(lists);

        if (EntryName.Problem("group", group) is { } problem)
            return new AdminRefusal(problem);
        return await transaction.Change(organization, async (data, org) =>
        {
            await data.InsertAsync(new GroupRow { OrgGuid = org, Name = group }, token: ct);
            return await Replace(data, org, group, lists, ct);
        }, $"group '{group}' exists already in organization '{organization}'", ct);
    }

    /// <summary>
    /// Puts whole lists in the place of others. Unlike a single 'group add', whose member may come later, all of these must exist: a list is
    /// written by somebody who sees it, and a misspelt name in it would go unnoticed. Users may be of any organization.
    /// </summary>
    public async Task<AdminRefusal?> Replace(string organization, string group, GroupList lists, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(lists);

        if (EntryName.Problem("group", group) is { } problem)
            return new AdminRefusal(problem);
        return await transaction.Change(organization, async (data, org) =>
        {
            if (!await data.Groups.AnyAsync(one => one.OrgGuid == org && one.Name == group, ct))
                return AdminRefusal.NoGroup(group, organization);
            return await Replace(data, org, group, lists, ct);
        }, null, ct);
    }

    /// <summary>Takes one member out.</summary>
    public async Task<AdminRefusal?> Remove(string organization, string group, string kind, string member, CancellationToken ct) =>
        (EntryName.Problem("group", group) ?? EntryName.Problem(kind, member)) is { } problem
            ? new AdminRefusal(problem)
            : await transaction.Change(organization, async (data, org) =>
                await data.GroupMembers.DeleteAsync(
                    one => one.OrgGuid == org && one.GroupName == group && one.Kind == kind && one.Member == member, ct) > 0
                    ? null
                    : new AdminRefusal($"{kind} '{member}' is not in group '{group}' of organization '{organization}'", AdminProblem.Missing), null, ct);

    private static async Task<AdminRefusal?> Replace(PushyData data, string org, string group, GroupList lists, CancellationToken ct) =>
        await Replace(data, org, group, MemberKind.User, "users", lists.Users, data.Users.Select(one => one.Name), ct)
        ?? await Replace(data, org, group, MemberKind.Client, "clients", lists.Clients,
            data.Clients.Where(one => one.OrgGuid == org).Select(one => one.Name), ct)
        ?? await Replace(data, org, group, MemberKind.Group, "groups", lists.Groups,
            data.Groups.Where(one => one.OrgGuid == org).Select(one => one.Name), ct);

    private static async Task<AdminRefusal?> Replace(
        PushyData data, string org, string group, string kind, string field, IReadOnlyList<string>? names, IQueryable<string> existing, CancellationToken ct)
    {
        if (names is null)
            return null;
        foreach (var some in names.Chunk(AtATime))
        {
            if (some.FirstOrDefault(name => EntryName.Problem(kind, name) is not null) is { } bad)
                return new AdminRefusal($"'{field}': {EntryName.Problem(kind, bad)}");
            var known = await existing.Where(name => some.Contains(name)).ToListAsync(ct);
            if (some.Except(known).FirstOrDefault() is { } unknown)
                return new AdminRefusal($"'{field}': there is no {kind} '{unknown}'");
        }

        await data.GroupMembers.DeleteAsync(one => one.OrgGuid == org && one.GroupName == group && one.Kind == kind, ct);
        await data.GroupMembers.BulkCopyAsync(
            new BulkCopyOptions { BulkCopyType = BulkCopyType.MultipleRows, MaxBatchSize = AtATime },
            names.Distinct(StringComparer.Ordinal).Select(name => new GroupMemberRow { OrgGuid = org, GroupName = group, Kind = kind, Member = name }), ct);
        return null;
    }
}
