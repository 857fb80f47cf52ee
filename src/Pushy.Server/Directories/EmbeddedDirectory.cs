using System.Collections.Frozen;
using System.Collections.Immutable;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>The directory in our own database. Names that no entry can bear are answered without asking it; what many ask for at the same time is asked for together.</summary>
public sealed class EmbeddedDirectory : IDirectory
{
    /// <summary>More make a statement slower to plan than two statements are.</summary>
    private const int AtOnce = 200;

    /// <summary>More than a server has links for (<c>pushy.link.max-links</c>), so that all of its agents may come at once.</summary>
    private const int MayWait = 50_000;

    private readonly Database _database;
    private readonly BatchedLookup<string, Organization> _organizations;
    private readonly BatchedLookup<(string OrgGuid, string Name), List<Principal>> _principals;

    public EmbeddedDirectory(Database database)
    {
        _database = database;
        _organizations = new(AtOnce, MayWait, ReadOrganizations);
        _principals = new(AtOnce, MayWait, ReadPrincipals);
    }

    public async ValueTask<Organization?> FindOrganization(string name, CancellationToken ct) =>
        EntryName.ProblemOfOrganization(name) is null ? await _organizations.Find(name, ct) : null;

    public async ValueTask<ImmutableArray<Principal>?> FindPrincipals(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (EntryName.Problem("user", name) is not null)
            return ImmutableArray<Principal>.Empty;
        return await _principals.Find((organization.Id, name), ct) is { } found ? [.. found] : ImmutableArray<Principal>.Empty;
    }

    public async ValueTask<Group?> FindGroup(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (EntryName.Problem("group", name) is not null)
            return null;
        await using var data = _database.Open();
        if (!await data.Groups.AnyAsync(group => group.OrgGuid == organization.Id && group.Name == name, ct))
            return null;
        var (users, clients) = (await data.MembersOf(organization.Id, name, MemberKind.User, ct), await data.MembersOf(organization.Id, name, MemberKind.Client, ct));
        var groups = await data.MembersOf(organization.Id, name, MemberKind.Group, ct);
        return new Group(
            users.Select(one => one.Member).ToFrozenSet(StringComparer.Ordinal),
            clients.Select(one => one.Member).ToFrozenSet(StringComparer.Ordinal),
            [.. groups.Select(one => one.Member).Order(StringComparer.Ordinal)])
        {
            Born = users.Select(one => ((PrincipalType.User, one.Member), one.Born)).Concat(clients.Select(one => ((PrincipalType.Client, one.Member), one.Born)))
                .ToFrozenDictionary(one => one.Item1, one => one.Born),
        };
    }

    private async Task<IReadOnlyDictionary<string, Organization>> ReadOrganizations(IReadOnlyList<string> names)
    {
        await using var data = _database.Open();
        return await data.Organizations.Where(one => names.Contains(one.Name)).ToDictionaryAsync(one => one.Name, one => new Organization(one.Name, one.Id, one.FullName));
    }

    private async Task<IReadOnlyDictionary<(string OrgGuid, string Name), List<Principal>>> ReadPrincipals(IReadOnlyList<(string OrgGuid, string Name)> all)
    {
        await using var data = _database.Open();
        Dictionary<(string OrgGuid, string Name), List<Principal>> found = [];
        foreach (var organization in all.GroupBy(one => one.OrgGuid, one => one.Name))
        {
            foreach (var principal in await ReadPrincipals(data, organization.Key, [.. organization]))
            {
                if (found.TryGetValue((organization.Key, principal.Name), out var other))
                    other.Add(principal);
                else
                    found.Add((organization.Key, principal.Name), [principal]);
            }
        }

        return found;
    }

    /// <summary>Users first.</summary>
    private static async Task<List<Principal>> ReadPrincipals(PushyData data, string orgGuid, string[] names)
    {
        List<Principal> found = [];
        var users = await data.Users.Where(user => names.Contains(user.Name)).Select(user => new { user.Name, user.CreatedAt }).ToArrayAsync();
        if (users.Length > 0)
        {
            string[] there = [.. users.Select(user => user.Name)];
            var members = await data.OrganizationUsers.Where(one => one.OrgGuid == orgGuid && there.Contains(one.UserName)).Select(one => one.UserName).ToListAsync();
            var keys = (await data.UserKeys.Where(key => there.Contains(key.UserName)).OrderBy(key => key.KeyName).ToListAsync()).ToLookup(key => key.UserName);
            found.AddRange(users.Select(user => new Principal(
                user.Name, PrincipalType.User, members.Contains(user.Name), [.. keys[user.Name].Select(key => Key(key.PublicKeyPem, key.ExpiresAt))])
            {
                Born = user.CreatedAt,
            }));
        }

        var clients = await data.Clients.Where(client => client.OrgGuid == orgGuid && names.Contains(client.Name)).Select(client => new { client.Name, client.IsNode, client.CreatedAt }).ToArrayAsync();
        if (clients.Length > 0)
        {
            string[] known = [.. clients.Select(client => client.Name)];
            var keys = (await data.ClientKeys.Where(key => key.OrgGuid == orgGuid && known.Contains(key.ClientName)).OrderBy(key => key.KeyName).ToListAsync())
                .ToLookup(key => key.ClientName);
            found.AddRange(clients.Select(client => new Principal(
                client.Name, PrincipalType.Client, true, [.. keys[client.Name].Select(key => Key(key.PublicKeyPem, key.ExpiresAt))])
            {
                IsNode = client.IsNode,
                Born = client.CreatedAt,
            }));
        }

        return found;
    }

    internal static PrincipalKey Key(string pem, long? expiresAt) => new(pem, expiresAt is { } at ? StoredTime.FromStored(at) : null);
}
