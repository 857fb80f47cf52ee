using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>Why an entry was not made.</summary>
public sealed record AdminRefusal(string Text);

/// <summary>Makes entries of the embedded directory. Each call is one transaction: all of it or nothing.</summary>
public sealed class DirectoryAdmin(Database database, TimeProvider clock)
{
    private const string DefaultKey = "default";
    private const int MaxFullNameLength = 255;

    public async Task<AdminRefusal?> CreateOrganization(string name, string fullName, CancellationToken ct)
    {
        if (EntryName.ProblemOfOrganization(name) is { } problem)
            return new AdminRefusal(problem);
        if (fullName.Length is < 1 or > MaxFullNameLength || fullName.Any(char.IsControl))
            return new AdminRefusal($"the full name is not allowed; allowed are 1 to {MaxFullNameLength} characters, none of them a control character");
        return await Insert($"organization '{name}' exists already", async data =>
        {
            await data.InsertAsync(new OrganizationRow { Id = Guid.NewGuid().ToString("N"), Name = name, FullName = fullName }, token: ct);
            return null;
        }, ct);
    }

    /// <summary>A new user, who belongs to the organization.</summary>
    public Task<AdminRefusal?> CreateUser(string organization, string name, string publicKeyPem, bool admin, CancellationToken ct) =>
        In(organization, "user", name, $"user '{name}' exists already; 'user add' lets users of one organization into another", async (data, org) =>
        {
            await data.InsertAsync(new UserRow { Name = name, CreatedAt = clock.GetUtcNow().ToStored() }, token: ct);
            await data.InsertAsync(new UserKeyRow { UserName = name, KeyName = DefaultKey, PublicKeyPem = publicKeyPem }, token: ct);
            await Associate(data, org, name, admin, ct);
            return null;
        }, ct);

    /// <summary>A user who exists, now in this organization too.</summary>
    public Task<AdminRefusal?> AddUser(string organization, string name, bool admin, CancellationToken ct) =>
        In(organization, "user", name, $"user '{name}' is in organization '{organization}' already", async (data, org) =>
        {
            if (!await data.Users.AnyAsync(user => user.Name == name, ct))
                return new AdminRefusal($"there is no user '{name}'; 'user create' makes one");
            await Associate(data, org, name, admin, ct);
            return null;
        }, ct);

    /// <summary>An API client or a node.</summary>
    public Task<AdminRefusal?> CreateClient(string organization, string name, string publicKeyPem, bool isNode, CancellationToken ct) =>
        In(organization, isNode ? "node" : "client", name, $"'{name}' exists already in organization '{organization}'", async (data, org) =>
        {
            await InsertClient(data, org, name, publicKeyPem, isNode, clock, ct);
            return null;
        }, ct);

    public Task<AdminRefusal?> CreateGroup(string organization, string name, CancellationToken ct) =>
        In(organization, "group", name, $"group '{name}' exists already in organization '{organization}'", async (data, org) =>
        {
            await data.InsertAsync(new GroupRow { OrgGuid = org, Name = name }, token: ct);
            return null;
        }, ct);

    /// <summary>Puts a user, client or group into a group. The member need not exist: a group may be filled first.</summary>
    public Task<AdminRefusal?> AddToGroup(string organization, string group, string kind, string member, CancellationToken ct) =>
        In(organization, kind, member, $"{kind} '{member}' is in group '{group}' already", async (data, org) =>
        {
            if (!await data.Groups.AnyAsync(one => one.OrgGuid == org && one.Name == group, ct))
                return new AdminRefusal($"there is no group '{group}' in organization '{organization}'; 'group create' makes one");
            await data.InsertAsync(new GroupMemberRow { OrgGuid = org, GroupName = group, Kind = kind, Member = member }, token: ct);
            return null;
        }, ct);

    public Task<AdminRefusal?> AddToken(string organization, string user, string hash, TokenScope scope, TimeSpan lifetime, CancellationToken ct, string? name = null) =>
        In(organization, "user", user, "such a token exists already", async (data, org) =>
        {
            if (!await data.OrganizationUsers.AnyAsync(one => one.OrgGuid == org && one.UserName == user, ct))
                return new AdminRefusal($"there is no user '{user}' in organization '{organization}'");
            var now = clock.GetUtcNow();
            await data.InsertAsync(new TokenRow
            {
                Hash = hash,
                OrgGuid = org,
                UserName = user,
                Scope = scope == TokenScope.Write ? "write" : "read",
                Name = name,
                CreatedAt = now.ToStored(),
                ExpiresAt = (now + lifetime).ToStored(),
            }, token: ct);
            return null;
        }, ct);

    /// <summary>Ends all tokens of a user in an organization. A running server takes them for as long as its cache holds, at most 5 s.</summary>
    public Task<AdminRefusal?> RevokeTokens(string organization, string user, CancellationToken ct) =>
        In(organization, "user", user, "", async (data, org) =>
        {
            var now = clock.GetUtcNow().ToStored();
            var revoked = await data.Tokens
                .Where(one => one.OrgGuid == org && one.UserName == user && one.RevokedAt == null && one.ExpiresAt > now)
                .Set(one => one.RevokedAt, now)
                .UpdateAsync(ct);
            return revoked > 0 ? null : new AdminRefusal($"user '{user}' has no valid token in organization '{organization}'");
        }, ct);

    public async Task<AdminRefusal?> AddJoinToken(string organization, string hash, int uses, TimeSpan lifetime, CancellationToken ct) =>
        await Insert("such a token exists already", async data =>
        {
            if (await IdOf(data, organization, ct) is not { } org)
                return NoSuchOrganization(organization);
            var now = clock.GetUtcNow();
            await data.InsertAsync(new JoinTokenRow
            {
                Hash = hash,
                OrgGuid = org,
                CreatedAt = now.ToStored(),
                ExpiresAt = (now + lifetime).ToStored(),
                UsesLeft = uses,
            }, token: ct);
            return null;
        }, ct);

    internal static async Task InsertClient(
        PushyData data, string org, string name, string publicKeyPem, bool isNode, TimeProvider clock, CancellationToken ct)
    {
        await data.InsertAsync(new ClientRow { OrgGuid = org, Name = name, IsNode = isNode, CreatedAt = clock.GetUtcNow().ToStored() }, token: ct);
        await data.InsertAsync(
            new ClientKeyRow { OrgGuid = org, ClientName = name, KeyName = DefaultKey, PublicKeyPem = publicKeyPem }, token: ct);
    }

    private static async Task Associate(PushyData data, string org, string user, bool admin, CancellationToken ct)
    {
        await data.InsertAsync(new OrganizationUserRow { OrgGuid = org, UserName = user }, token: ct);
        if (!admin)
            return;
        if (!await data.Groups.AnyAsync(group => group.OrgGuid == org && group.Name == GroupRules.Admins, ct))
            await data.InsertAsync(new GroupRow { OrgGuid = org, Name = GroupRules.Admins }, token: ct);
        if (!await data.GroupMembers.AnyAsync(
            one => one.OrgGuid == org && one.GroupName == GroupRules.Admins && one.Kind == MemberKind.User && one.Member == user, ct))
        {
            await data.InsertAsync(
                new GroupMemberRow { OrgGuid = org, GroupName = GroupRules.Admins, Kind = MemberKind.User, Member = user }, token: ct);
        }
    }

    private async Task<AdminRefusal?> In(
        string organization, string kind, string name, string ifDuplicate, Func<PushyData, string, Task<AdminRefusal?>> act, CancellationToken ct)
    {
        if (EntryName.Problem(kind, name) is { } problem)
            return new AdminRefusal(problem);
        return await Insert(ifDuplicate, async data =>
            await IdOf(data, organization, ct) is { } org ? await act(data, org) : NoSuchOrganization(organization), ct);
    }

    private async Task<AdminRefusal?> Insert(string ifDuplicate, Func<PushyData, Task<AdminRefusal?>> act, CancellationToken ct)
    {
        try
        {
            await using var data = database.Open();
            await using var transaction = await data.BeginTransactionAsync(ct);
            var refusal = await act(data);
            if (refusal is null)
                await transaction.CommitAsync(ct);
            return refusal;
        }
        catch (Exception e) when (StorageFaults.IsDuplicate(e))
        {
            return new AdminRefusal(ifDuplicate);
        }
    }

    private static Task<string?> IdOf(PushyData data, string organization, CancellationToken ct) =>
        data.Organizations.Where(one => one.Name == organization).Select(one => one.Id).FirstOrDefaultAsync(ct);

    private static AdminRefusal NoSuchOrganization(string name) => new($"there is no organization '{name}'; 'org create' makes one");
}
