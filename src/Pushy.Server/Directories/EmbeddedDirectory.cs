using System.Collections.Frozen;
using System.Collections.Immutable;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>The directory in our own database. Names that no entry can bear are answered without asking it.</summary>
public sealed class EmbeddedDirectory(Database database) : IDirectory
{
    public async ValueTask<Organization?> FindOrganization(string name, CancellationToken ct)
    {
        if (EntryName.ProblemOfOrganization(name) is not null)
            return null;
        await using var data = database.Open();
        var row = await data.Organizations.FirstOrDefaultAsync(one => one.Name == name, ct);
        return row is null ? null : new Organization(row.Name, row.Id, row.FullName);
    }

    public async ValueTask<ImmutableArray<Principal>?> FindPrincipals(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (EntryName.Problem("user", name) is not null)
            return ImmutableArray<Principal>.Empty;
        await using var data = database.Open();
        var principals = ImmutableArray.CreateBuilder<Principal>(2);
        if (await data.Users.AnyAsync(user => user.Name == name, ct))
        {
            var isMember = await data.OrganizationUsers.AnyAsync(one => one.OrgGuid == organization.Id && one.UserName == name, ct);
            var keys = await data.UserKeys.Where(key => key.UserName == name).OrderBy(key => key.KeyName).ToListAsync(ct);
            principals.Add(new Principal(name, PrincipalType.User, isMember, [.. keys.Select(key => Key(key.PublicKeyPem, key.ExpiresAt))]));
        }

        if (await data.Clients.AnyAsync(client => client.OrgGuid == organization.Id && client.Name == name, ct))
        {
            var keys = await data.ClientKeys
                .Where(key => key.OrgGuid == organization.Id && key.ClientName == name).OrderBy(key => key.KeyName).ToListAsync(ct);
            principals.Add(new Principal(name, PrincipalType.Client, true, [.. keys.Select(key => Key(key.PublicKeyPem, key.ExpiresAt))]));
        }

        return principals.ToImmutable();
    }

    public async ValueTask<Group?> FindGroup(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (EntryName.Problem("group", name) is not null)
            return null;
        await using var data = database.Open();
        if (!await data.Groups.AnyAsync(group => group.OrgGuid == organization.Id && group.Name == name, ct))
            return null;
        var members = await data.GroupMembers.Where(one => one.OrgGuid == organization.Id && one.GroupName == name).ToListAsync(ct);
        return new Group(
            Members(members, MemberKind.User).ToFrozenSet(StringComparer.Ordinal),
            Members(members, MemberKind.Client).ToFrozenSet(StringComparer.Ordinal),
            [.. Members(members, MemberKind.Group).Order(StringComparer.Ordinal)]);
    }

    private static IEnumerable<string> Members(IEnumerable<GroupMemberRow> members, string kind) =>
        members.Where(one => one.Kind == kind).Select(one => one.Member);

    internal static PrincipalKey Key(string pem, long? expiresAt) => new(pem, expiresAt is { } at ? StoredTime.FromStored(at) : null);
}
