using System.Collections.Immutable;
using Pushy.Domain.Permissions;

namespace Pushy.Server.Directories;

/// <summary>Which groups let whom do what (authn-authz.md §5). Rules only: groups come from a function.</summary>
public static class GroupRules
{
    public const string Readers = "pushy_job_readers";
    public const string Writers = "pushy_job_writers";
    public const string Admins = "admins";

    /// <summary>Asks for a group; null when there is none of that name.</summary>
    public delegate ValueTask<Group?> FindGroup(string name);

    /// <summary>Without a group of readers everybody of the organization may read.</summary>
    public static async ValueTask<bool> MayRead(string name, PrincipalType type, FindGroup find) =>
        await find(Readers) is not { } readers || await IsMember(Readers, readers, name, type, find);

    /// <summary>Without a group of writers the admins may write; without admins nobody.</summary>
    public static async ValueTask<bool> MayWrite(string name, PrincipalType type, FindGroup find)
    {
        if (await find(Writers) is { } writers)
            return await IsMember(Writers, writers, name, type, find);
        return await find(Admins) is { } admins && await IsMember(Admins, admins, name, type, find);
    }

    /// <summary>
    /// Every group by which somebody may be a writer: <see cref="MayWrite"/>'s first group and all that can be reached from it, each asked for once.
    /// Empty when there is neither of the two.
    /// </summary>
    /// <param name="rules">Rules by the name of their group.</param>
    public static async ValueTask<IReadOnlyList<WritersGroup>> WritersGroups(
        string name, PrincipalType type, FindGroup find, IReadOnlyDictionary<string, ImmutableArray<JobRule>> rules)
    {
        var groups = new List<WritersGroup>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<(string Name, Group Group)>();
        if (await find(Writers) is { } writers)
            open.Push((Writers, writers));
        else if (await find(Admins) is { } admins)
            open.Push((Admins, admins));
        while (open.TryPop(out var next))
        {
            seen.Add(next.Name);
            var members = type == PrincipalType.User ? next.Group.Users : next.Group.Clients;
            groups.Add(new WritersGroup(next.Name, members.Contains(name), next.Group.Groups, rules.TryGetValue(next.Name, out var own) ? own : null));
            foreach (var nested in next.Group.Groups)
            {
                if (seen.Add(nested) && await find(nested) is { } found)
                    open.Push((nested, found));
            }
        }

        return groups;
    }

    /// <summary>Whether somebody administers the organization.</summary>
    public static async ValueTask<bool> IsAdmin(string name, PrincipalType type, FindGroup find) =>
        await find(Admins) is { } admins && await IsMember(Admins, admins, name, type, find);

    /// <summary>Depth first through nested groups, each seen once, so a cycle ends; a group that is not there has no members.</summary>
    private static async ValueTask<bool> IsMember(string groupName, Group group, string name, PrincipalType type, FindGroup find)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { groupName };
        var open = new Stack<Group>([group]);
        while (open.TryPop(out var next))
        {
            if ((type == PrincipalType.User ? next.Users : next.Clients).Contains(name))
                return true;
            foreach (var nested in next.Groups.Reverse())
            {
                if (seen.Add(nested) && await find(nested) is { } found)
                    open.Push(found);
            }
        }

        return false;
    }
}
