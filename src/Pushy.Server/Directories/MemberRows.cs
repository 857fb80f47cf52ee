using System.Linq.Expressions;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <param name="Member">Its name.</param>
/// <param name="Born">When it was made, as stored.</param>
internal readonly record struct LiveMember(string Member, long Born);

/// <summary>
/// Members of groups as they are stored: a name, and which one of that name (docs/decisions/0188). Only who exists is a member, and only the one that was put in: a name that is
/// free, or that somebody else bears by now, stands for nobody.
/// </summary>
internal static class MemberRows
{
    /// <summary>Rows in one statement: databases take a bounded number of parameters.</summary>
    private const int AtATime = 500;

    /// <summary>Who could be a member of an organization's groups, by kind. Users may be of any organization.</summary>
    /// <param name="kind">As stored.</param>
    public static IQueryable<LiveMember> Principals(this PushyData data, string org, string kind) => kind switch
    {
        MemberKind.User => data.Users.Select(one => new LiveMember { Member = one.Name, Born = one.CreatedAt }),
        MemberKind.Client => data.Clients.Where(one => one.OrgGuid == org).Select(one => new LiveMember { Member = one.Name, Born = one.CreatedAt }),
        MemberKind.Group => data.Groups.Where(one => one.OrgGuid == org).Select(one => new LiveMember { Member = one.Name, Born = one.Born }),
        _ => throw new InvalidOperationException($"no such kind of member: {kind}"),
    };

    /// <summary>Who bears a name; null if nobody of that kind does.</summary>
    /// <param name="kind">As a command says it: a node is no client.</param>
    public static async Task<LiveMember?> FindMember(this PushyData data, string org, string kind, string member, CancellationToken ct)
    {
        var found = kind switch
        {
            MemberKind.Client => data.Clients.Where(one => one.OrgGuid == org && !one.IsNode).Select(one => new LiveMember { Member = one.Name, Born = one.CreatedAt }),
            MemberKind.Node => data.Clients.Where(one => one.OrgGuid == org && one.IsNode).Select(one => new LiveMember { Member = one.Name, Born = one.CreatedAt }),
            _ => data.Principals(org, kind),
        };
        return await found.Where(one => one.Member == member).Take(1).ToListAsync(ct) is [var only] ? only : null;
    }

    /// <summary>That there is nobody, and what there is instead: who has that name and is something else, or whose name differs in letter case alone.</summary>
    /// <param name="kind">As a command says it.</param>
    public static async Task<AdminRefusal> WhyNobody(this PushyData data, string organization, string org, string kind, string member, CancellationToken ct)
    {
        var where = kind == MemberKind.User ? "" : $" in organization '{organization}'";
        foreach (var other in new[] { MemberKind.User, MemberKind.Client, MemberKind.Node, MemberKind.Group })
        {
            if (other != kind && await data.FindMember(org, other, member, ct) is not null)
                return new AdminRefusal($"there is no {kind} '{member}'{where}", AdminProblem.Missing, $"there is a {other} of that name: --kind {other}");
        }

        var lower = member.ToLowerInvariant();
        var near = await data.Principals(org, MemberKind.Stored(kind)).Select(one => one.Member).Where(name => Sql.Lower(name) == lower).FirstOrDefaultAsync(ct);
        return new AdminRefusal($"there is no {kind} '{member}'{where}", AdminProblem.Missing, near is null ? $"'{kind} create' makes one" : $"did you mean '{near}'?");
    }

    /// <summary>A group's members of one kind.</summary>
    /// <param name="kind">As stored.</param>
    public static async Task<List<LiveMember>> MembersOf(this PushyData data, string org, string group, string kind, CancellationToken ct)
    {
        // In SQL of our own: each table by its key, where comparisons that reckon with nulls would look through all of them for each row.
        var who = kind switch
        {
            MemberKind.User => "users p on p.name = m.member and p.created_at = i.born",
            MemberKind.Client => "clients p on p.org_guid = m.org_guid and p.name = m.member and p.created_at = i.born",
            MemberKind.Group => "groups p on p.org_guid = m.org_guid and p.name = m.member and p.born = i.born",
            _ => throw new InvalidOperationException($"no such kind of member: {kind}"),
        };
        return await data.QueryToListAsync<LiveMember>(
            "select m.member as \"Member\", i.born as \"Born\" from group_members m "
            + "join group_member_ids i on i.org_guid = m.org_guid and i.group_name = m.group_name and i.kind = m.kind and i.member = m.member "
            + $"join {who} where m.org_guid = @org and m.group_name = @group and m.kind = @kind",
            ct,
            DataParameter.Char("org", org), DataParameter.NVarChar("group", group), DataParameter.NVarChar("kind", kind));
    }

    /// <summary>Whether a name stands for a member.</summary>
    /// <param name="kind">As stored.</param>
    public static async Task<bool> HasMember(this PushyData data, string org, string group, string kind, string member, CancellationToken ct) =>
        await data.GroupMemberIds.Where(one => one.OrgGuid == org && one.GroupName == group && one.Kind == kind && one.Member == member)
            .Select(one => (long?)one.Born).FirstOrDefaultAsync(ct) is { } born
        && await data.Principals(org, kind).AnyAsync(one => one.Member == member && one.Born == born, ct)
        && await data.GroupMembers.AnyAsync(one => one.OrgGuid == org && one.GroupName == group && one.Kind == kind && one.Member == member, ct);

    /// <summary>Puts members in; what stood there under their names goes.</summary>
    /// <param name="kind">As stored.</param>
    public static async Task AddMembers(this PushyData data, string org, string group, string kind, IReadOnlyCollection<LiveMember> members, CancellationToken ct)
    {
        foreach (var some in members.Chunk(AtATime))
        {
            string[] names = [.. some.Select(one => one.Member)];
            await data.RemoveMembers(one => one.OrgGuid == org && one.GroupName == group && one.Kind == kind && names.Contains(one.Member), ct);
        }

        var atOnce = new BulkCopyOptions { BulkCopyType = BulkCopyType.MultipleRows, MaxBatchSize = AtATime };
        await data.GroupMembers.BulkCopyAsync(
            atOnce, members.Select(one => new GroupMemberRow { OrgGuid = org, GroupName = group, Kind = kind, Member = one.Member }), ct);
        await data.GroupMemberIds.BulkCopyAsync(
            atOnce, members.Select(one => new GroupMemberIdRow { OrgGuid = org, GroupName = group, Kind = kind, Member = one.Member, Born = one.Born }), ct);
    }

    /// <summary>Takes members out.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> RemoveMembers(this PushyData data, Expression<Func<MemberKey, bool>> which, CancellationToken ct)
    {
        await data.GroupMemberIds.Where(Over<GroupMemberIdRow>(which)).DeleteAsync(ct);
        return await data.GroupMembers.Where(Over<GroupMemberRow>(which)).DeleteAsync(ct);
    }

    /// <summary>The same condition on a row that has these columns.</summary>
    private static Expression<Func<TRow, bool>> Over<TRow>(Expression<Func<MemberKey, bool>> which)
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        return Expression.Lambda<Func<TRow, bool>>(new OnRow(which.Parameters[0], row).Visit(which.Body), row);
    }

    private sealed class OnRow(ParameterExpression key, ParameterExpression row) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node) =>
            node.Expression == key ? Expression.Property(row, node.Member.Name) : base.VisitMember(node);
    }
}

/// <summary>The columns that both tables of members have, for conditions on both.</summary>
internal sealed record MemberKey(string OrgGuid, string GroupName, string Kind, string Member);
