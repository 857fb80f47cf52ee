using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Joining;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>Makes entries of the embedded directory. Each call is one transaction: all of it or nothing.</summary>
public sealed class DirectoryAdmin(DirectoryTransaction transaction, TimeProvider clock)
{
    /// <summary>Name of the key that an entry is made with.</summary>
    public const string DefaultKey = "default";

    private const int MaxFullNameLength = 255;

    public async Task<AdminRefusal?> CreateOrganization(string name, string fullName, CancellationToken ct)
    {
        if (EntryName.ProblemOfOrganization(name) is { } problem)
            return new AdminRefusal(problem);
        if (fullName.Length is < 1 or > MaxFullNameLength || fullName.Any(char.IsControl))
            return new AdminRefusal($"the full name is not allowed; allowed are 1 to {MaxFullNameLength} characters, none of them a control character");
        return await transaction.Change(async data =>
        {
            var id = Guid.NewGuid().ToString("N");
            await data.InsertAsync(new OrganizationRow { Id = id, Name = name, FullName = fullName }, token: ct);
            await data.InsertAsync(new GroupRow { OrgGuid = id, Name = GroupRules.Admins, Born = clock.GetUtcNow().ToStored() }, token: ct);
            return null;
        }, $"organization '{name}' exists already", ct);
    }

    /// <summary>A new user, who belongs to the organization.</summary>
    public Task<AdminRefusal?> CreateUser(string organization, string name, string publicKeyPem, bool admin, CancellationToken ct) =>
        New(organization, "user", name, $"user '{name}' exists already; 'user add' lets users of one organization into another", async (data, org) =>
        {
            await InsertUser(data, new UserRow { Name = name, CreatedAt = clock.GetUtcNow().ToStored() }, publicKeyPem, ct);
            await Associate(data, org, name, admin, ct);
            return null;
        }, ct);

    /// <summary>A user who exists, now in this organization too.</summary>
    public Task<AdminRefusal?> AddUser(string organization, string name, bool admin, CancellationToken ct) =>
        In(organization, "user", name, $"user '{name}' is in organization '{organization}' already", async (data, org) =>
        {
            if (!await data.Users.AnyAsync(user => user.Name == name, ct))
                return AdminRefusal.NoUser(name);
            await Associate(data, org, name, admin, ct);
            return null;
        }, ct);

    /// <summary>An API client or a node.</summary>
    public Task<AdminRefusal?> CreateClient(string organization, string name, string? publicKeyPem, bool isNode, CancellationToken ct) =>
        New(organization, isNode ? "node" : "client", name, $"'{name}' exists already in organization '{organization}'", async (data, org) =>
        {
            await InsertClient(data, org, name, publicKeyPem, isNode, clock, ct);
            return null;
        }, ct);

    public Task<AdminRefusal?> CreateGroup(string organization, string name, CancellationToken ct) =>
        New(organization, "group", name, $"group '{name}' exists already in organization '{organization}'", async (data, org) =>
        {
            await data.InsertAsync(new GroupRow { OrgGuid = org, Name = name, Born = clock.GetUtcNow().ToStored() }, token: ct);
            return null;
        }, ct);

    /// <summary>Puts who exists into a group: a user of any organization, or a client, node or group of this one.</summary>
    /// <param name="kind">What the member is; a node is no client here.</param>
    public Task<AdminRefusal?> AddToGroup(string organization, string group, string kind, string member, CancellationToken ct) =>
        In(organization, kind, member, $"{kind} '{member}' is in group '{group}' already", async (data, org) =>
        {
            if (!await data.Groups.AnyAsync(one => one.OrgGuid == org && one.Name == group, ct))
                return AdminRefusal.NoGroup(group, organization);
            if (await data.FindMember(org, kind, member, ct) is not { } found)
                return await data.WhyNobody(organization, org, kind, member, ct);
            if (await data.HasMember(org, group, MemberKind.Stored(kind), member, ct))
                return new AdminRefusal($"{kind} '{member}' is in group '{group}' already", AdminProblem.Exists);
            await data.AddMembers(org, group, MemberKind.Stored(kind), [found], ct);
            return null;
        }, ct);

    public Task<AdminRefusal?> AddToken(string organization, string user, string hash, TokenScope scope, TimeSpan lifetime, CancellationToken ct, string? name = null) =>
        In(organization, "user", user, "such a token exists already", async (data, org) =>
        {
            if (!await data.OrganizationUsers.AnyAsync(one => one.OrgGuid == org && one.UserName == user, ct))
                return AdminRefusal.NoMember(user, organization);
            var now = clock.GetUtcNow();
            await data.InsertAsync(new TokenRow
            {
                Hash = hash,
                OrgGuid = org,
                UserName = user,
                Scope = scope.Name(),
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
            return revoked > 0 ? null : new AdminRefusal($"user '{user}' has no valid token in organization '{organization}'", AdminProblem.Missing);
        }, ct);

    /// <param name="createdBy">Kind and name, such as <c>command root</c>.</param>
    public Task<AdminRefusal?> AddJoinToken(string organization, string hash, int uses, TimeSpan lifetime, CancellationToken ct, string? createdBy = null) =>
        transaction.Change(organization, async (data, org) =>
        {
            var now = clock.GetUtcNow();
            if (await data.JoinTokens.CountAsync(one => one.OrgGuid == org, ct) >= JoinTokens.MaxTokens)
            {
                var over = (now - JoinTokens.ForgetAfter).ToStored();
                await data.JoinTokens.DeleteAsync(one => one.OrgGuid == org && (one.ExpiresAt < over || one.RevokedAt < over), ct);
                if (await data.JoinTokens.CountAsync(one => one.OrgGuid == org, ct) >= JoinTokens.MaxTokens)
                    return AdminRefusal.TooManyJoinTokens;
            }

            await data.InsertAsync(new JoinTokenRow
            {
                Hash = hash,
                OrgGuid = org,
                CreatedAt = now.ToStored(),
                ExpiresAt = (now + lifetime).ToStored(),
                UsesLeft = uses,
                CreatedBy = createdBy,
            }, token: ct);
            return null;
        }, "such a token exists already", ct);

    /// <summary>A user who belongs to no organization yet.</summary>
    /// <param name="user">A new row; its name is checked here.</param>
    /// <param name="publicKeyPem">Of the key "default"; null: no key, so the user cannot sign in yet.</param>
    /// <param name="ct">Ends the change before it is made.</param>
    public async Task<AdminRefusal?> CreateUser(UserRow user, string? publicKeyPem, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(user);

        if (EntryName.ProblemOfNew("user", user.Name) is { } problem)
            return new AdminRefusal(problem);
        return await transaction.Change(async data =>
        {
            await InsertUser(data, user, publicKeyPem, ct);
            return null;
        }, $"user '{user.Name}' exists already", ct);
    }

    internal static async Task InsertClient(
        PushyData data, string org, string name, string? publicKeyPem, bool isNode, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToStored();
        await data.InsertAsync(new ClientRow { OrgGuid = org, Name = name, IsNode = isNode, CreatedAt = now }, token: ct);
        if (publicKeyPem is not null)
        {
            await data.InsertAsync(
                new ClientKeyRow { OrgGuid = org, ClientName = name, KeyName = DefaultKey, PublicKeyPem = publicKeyPem, CreatedAt = now }, token: ct);
        }
    }

    private static async Task InsertUser(PushyData data, UserRow user, string? publicKeyPem, CancellationToken ct)
    {
        await data.InsertAsync(user, token: ct);
        if (publicKeyPem is not null)
        {
            await data.InsertAsync(
                new UserKeyRow { UserName = user.Name, KeyName = DefaultKey, PublicKeyPem = publicKeyPem, CreatedAt = user.CreatedAt }, token: ct);
        }
    }

    private async Task Associate(PushyData data, string org, string user, bool admin, CancellationToken ct)
    {
        await data.InsertAsync(new OrganizationUserRow { OrgGuid = org, UserName = user }, token: ct);
        if (!admin)
            return;
        if (!await data.Groups.AnyAsync(group => group.OrgGuid == org && group.Name == GroupRules.Admins, ct))
            await data.InsertAsync(new GroupRow { OrgGuid = org, Name = GroupRules.Admins, Born = clock.GetUtcNow().ToStored() }, token: ct);
        var born = await data.Users.Where(one => one.Name == user).Select(one => one.CreatedAt).FirstAsync(ct);
        await data.AddMembers(org, GroupRules.Admins, MemberKind.User, [new LiveMember(user, born)], ct);
    }

    private async Task<AdminRefusal?> New(
        string organization, string kind, string name, string ifDuplicate, Func<PushyData, string, Task<AdminRefusal?>> act, CancellationToken ct) =>
        EntryName.ProblemOfNew(kind, name) is { } problem ? new AdminRefusal(problem) : await transaction.Change(organization, act, ifDuplicate, ct);

    private async Task<AdminRefusal?> In(
        string organization, string kind, string name, string ifDuplicate, Func<PushyData, string, Task<AdminRefusal?>> act, CancellationToken ct) =>
        EntryName.Problem(kind, name) is { } problem ? new AdminRefusal(problem) : await transaction.Change(organization, act, ifDuplicate, ct);
}
