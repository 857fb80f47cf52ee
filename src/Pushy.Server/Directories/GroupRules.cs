using System.Collections.Immutable;
using Pushy.Domain.Permissions;

namespace Pushy.Server.Directories;

/// <summary>
/// Which groups let whom do what (authn-authz.md §5). Rules only: groups come from a function. Who asks is a name, a kind, and where the directory says so when the bearer of
/// that name was made (<see cref="Principal.Born"/>): who leaves that out is nobody's member there.
/// </summary>
public static class GroupRules
{
    public const string Readers = "pushy_job_readers";
    public const string Writers = "pushy_job_writers";
    public const string Admins = "admins";

    /// <summary>Asks for a group; null when there is none of that name.</summary>
    public delegate ValueTask<Group?> FindGroup(string name);

    /// <summary>Without a group of readers everybody of the organization may read.</summary>
    public static async ValueTask<bool> MayRead(string name, PrincipalType type, FindGroup find, long? born = null) =>
        await find(Readers) is not { } readers || await IsMember(Readers, readers, name, type, find, born);

    /// <summary>Without a group of writers the admins may write; without admins nobody.</summary>
    public static async ValueTask<bool> MayWrite(string name, PrincipalType type, FindGroup find, long? born = null)
    {
        if (await find(Writers) is { } writers)
            return await IsMember(Writers, writers, name, type, find, born);
        return await find(Admins) is { } admins && await IsMember(Admins, admins, name, type, find, born);
    }

    /// <summary>
    /// Every group by which somebody may be a writer: <see cref="MayWrite"/>'s first group and all that can be reached from it, each asked for once.
    /// Empty when there is neither of the two.
    /// </summary>
    /// <param name="rules">Rules by the name of their group.</param>
    public static async ValueTask<IReadOnlyList<WritersGroup>> WritersGroups(
        string name, PrincipalType type, FindGroup find, IReadOnlyDictionary<string, ImmutableArray<JobRule>> rules, long? born = null)
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
            groups.Add(new WritersGroup(next.Name, next.Group.Lists(name, type, born), next.Group.Groups, rules.TryGetValue(next.Name, out var own) ? own : null));
            foreach (var nested in next.Group.Groups)
            {
                if (seen.Add(nested) && await find(nested) is { } found)
                    open.Push((nested, found));
            }
        }

        return groups;
    }

    /// <summary>Whether somebody administers the organization.</summary>
    public static async ValueTask<bool> IsAdmin(string name, PrincipalType type, FindGroup find, long? born = null) =>
        await find(Admins) is { } admins && await IsMember(Admins, admins, name, type, find, born);

    /// <summary>Depth first through nested groups, each seen once, so a cycle ends; a group that is not there has no members.</summary>
    private static async ValueTask<bool> IsMember(string groupName, Group group, string name, PrincipalType type, FindGroup find, long? born)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { groupName };
        var open = new Stack<Group>([group]);
        while (open.TryPop(out var next))
        {
            if (next.Lists(name, type, born))
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
