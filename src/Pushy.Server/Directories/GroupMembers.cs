using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <param name="Users">Names of users; null leaves them as they are.</param>
/// <param name="Clients">Names of clients and nodes; null leaves them as they are.</param>
/// <param name="Groups">Names of groups; null leaves them as they are.</param>
public sealed record GroupList(IReadOnlyList<string>? Users, IReadOnlyList<string>? Clients, IReadOnlyList<string>? Groups);

/// <summary>Who is in a group of the embedded directory.</summary>
public sealed class GroupMembers(DirectoryTransaction transaction, TimeProvider clock)
{
    /// <summary>Names in one statement: databases take a bounded number of parameters.</summary>
    private const int AtATime = 500;

    /// <summary>A new group with its members.</summary>
    public async Task<AdminRefusal?> Create(string organization, string group, GroupList lists, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(lists);

        if (EntryName.ProblemOfNew("group", group) is { } problem)
            return new AdminRefusal(problem);
        return await transaction.Change(organization, async (data, org) =>
        {
            await data.InsertAsync(new GroupRow { OrgGuid = org, Name = group, Born = clock.GetUtcNow().ToStored() }, token: ct);
            return await Replace(data, org, group, lists, ct);
        }, $"group '{group}' exists already in organization '{organization}'", ct);
    }

    /// <summary>
    /// Puts whole lists in the place of others. All whom they name must exist. Users may be of any organization; among clients are nodes, as in Chef, which
    /// knows no difference.
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
    public async Task<AdminRefusal?> Remove(string organization, string group, string kind, string member, CancellationToken ct)
    {
        var stored = MemberKind.Stored(kind);
        return (EntryName.Problem("group", group) ?? EntryName.Problem(kind, member)) is { } problem
            ? new AdminRefusal(problem)
            : await transaction.Change(organization, async (data, org) =>
                await data.RemoveMembers(one => one.OrgGuid == org && one.GroupName == group && one.Kind == stored && one.Member == member, ct) > 0
                    ? null
                    : new AdminRefusal($"{kind} '{member}' is not in group '{group}' of organization '{organization}'", AdminProblem.Missing), null, ct);
    }

    private static async Task<AdminRefusal?> Replace(PushyData data, string org, string group, GroupList lists, CancellationToken ct) =>
        await Replace(data, org, group, MemberKind.User, "users", lists.Users, ct)
        ?? await Replace(data, org, group, MemberKind.Client, "clients", lists.Clients, ct)
        ?? await Replace(data, org, group, MemberKind.Group, "groups", lists.Groups, ct);

    private static async Task<AdminRefusal?> Replace(
        PushyData data, string org, string group, string kind, string field, IReadOnlyList<string>? names, CancellationToken ct)
    {
        if (names is null)
            return null;
        var members = new Dictionary<string, LiveMember>(StringComparer.Ordinal);
        foreach (var some in names.Chunk(AtATime))
        {
            if (some.FirstOrDefault(name => EntryName.Problem(kind, name) is not null) is { } bad)
                return new AdminRefusal($"'{field}': {EntryName.Problem(kind, bad)}");
            foreach (var known in await data.Principals(org, kind).Where(one => some.Contains(one.Member)).ToListAsync(ct))
                members[known.Member] = known;
            if (some.FirstOrDefault(name => !members.ContainsKey(name)) is { } unknown)
                return new AdminRefusal($"'{field}': there is no {kind} '{unknown}'");
        }

        await data.RemoveMembers(one => one.OrgGuid == org && one.GroupName == group && one.Kind == kind, ct);
        await data.AddMembers(org, group, kind, members.Values, ct);
        return null;
    }
}
