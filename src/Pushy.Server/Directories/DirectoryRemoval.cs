using LinqToDB;
using LinqToDB.Async;

namespace Pushy.Server.Directories;

/// <summary>
/// Takes entries out of the embedded directory, with all that hangs on them: keys, tokens, memberships. Jobs stay in the journal and in
/// the lists of their organization.
/// </summary>
public sealed class DirectoryRemoval(DirectoryTransaction transaction)
{
    /// <param name="name">Name of the organization.</param>
    /// <param name="evenIfInUse">Whether its users and clients may go with it.</param>
    /// <param name="ct">Ends the change before it is made.</param>
    public Task<AdminRefusal?> DeleteOrganization(string name, bool evenIfInUse, CancellationToken ct) =>
        transaction.Change(name, async (data, org) =>
        {
            var users = await data.OrganizationUsers.CountAsync(one => one.OrgGuid == org, ct);
            var clients = await data.Clients.CountAsync(one => one.OrgGuid == org, ct);
            if (!evenIfInUse && users + clients > 0)
                return new AdminRefusal($"organization '{name}' has {users} users and {clients} clients and nodes", AdminProblem.Forbidden, "--force deletes it with them");
            await data.RemoveMembers(one => one.OrgGuid == org, ct);
            await data.Groups.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.GroupRules.DeleteAsync(one => one.Organization == name, ct);
            await data.ClientKeys.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.Clients.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.NodeLinks.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.NodeRefusals.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.Tokens.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.TokenUses.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.WebSessions.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.WebLinks.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.JoinTokens.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.OrganizationUsers.DeleteAsync(one => one.OrgGuid == org, ct);
            await data.Organizations.DeleteAsync(one => one.Id == org, ct);
            return null;
        }, null, ct);

    /// <summary>A user, out of all organizations. The last superuser stays: nobody could make organizations over REST any more.</summary>
    public async Task<AdminRefusal?> DeleteUser(string name, CancellationToken ct) =>
        EntryName.Problem("user", name) is { } problem ? new AdminRefusal(problem) : await transaction.Change(async data =>
        {
            if (await data.Users.FirstOrDefaultAsync(user => user.Name == name, ct) is not { } user)
                return AdminRefusal.NoUser(name);
            if (user.IsSuperuser && !await data.Users.AnyAsync(other => other.IsSuperuser && other.Name != name, ct))
                return new AdminRefusal($"user '{name}' is the last superuser", AdminProblem.Forbidden, "'superuser revoke' makes it an ordinary user");
            await data.RemoveMembers(one => one.Kind == MemberKind.User && one.Member == name, ct);
            await data.Tokens.DeleteAsync(one => one.UserName == name, ct);
            await data.WebSessions.DeleteAsync(one => one.UserName == name, ct);
            await data.WebLinks.DeleteAsync(one => one.UserName == name, ct);
            await data.OrganizationUsers.DeleteAsync(one => one.UserName == name, ct);
            await data.UserKeys.DeleteAsync(one => one.UserName == name, ct);
            await data.Users.DeleteAsync(one => one.Name == name, ct);
            return null;
        }, null, ct);

    /// <summary>A user out of one organization and its groups. An admin has to leave that group first: nobody loses an admin by mistake.</summary>
    public async Task<AdminRefusal?> RemoveUser(string organization, string name, CancellationToken ct) =>
        EntryName.Problem("user", name) is { } problem ? new AdminRefusal(problem) : await transaction.Change(organization, async (data, org) =>
        {
            if (await data.HasMember(org, GroupRules.Admins, MemberKind.User, name, ct))
            {
                return new AdminRefusal($"user '{name}' is in group '{GroupRules.Admins}' of organization '{organization}'; remove the user from that group first",
                    AdminProblem.Forbidden, "'group remove' does");
            }

            await data.RemoveMembers(one => one.OrgGuid == org && one.Kind == MemberKind.User && one.Member == name, ct);
            await data.Tokens.DeleteAsync(one => one.OrgGuid == org && one.UserName == name, ct);
            await data.WebSessions.DeleteAsync(one => one.OrgGuid == org && one.UserName == name, ct);
            await data.WebLinks.DeleteAsync(one => one.OrgGuid == org && one.UserName == name, ct);
            var gone = await data.OrganizationUsers.DeleteAsync(one => one.OrgGuid == org && one.UserName == name, ct);
            return gone > 0 ? null : AdminRefusal.NoMember(name, organization);
        }, null, ct);

    /// <summary>An API client or a node.</summary>
    public async Task<AdminRefusal?> DeleteClient(string organization, string name, CancellationToken ct) =>
        EntryName.Problem("client", name) is { } problem ? new AdminRefusal(problem) : await transaction.Change(organization, async (data, org) =>
        {
            await data.RemoveMembers(one => one.OrgGuid == org && one.Kind == MemberKind.Client && one.Member == name, ct);
            await data.ClientKeys.DeleteAsync(one => one.OrgGuid == org && one.ClientName == name, ct);
            await data.NodeLinks.DeleteAsync(one => one.OrgGuid == org && one.Node == name, ct);
            await data.NodeRefusals.DeleteAsync(one => one.OrgGuid == org && one.Node == name, ct);
            var gone = await data.Clients.DeleteAsync(one => one.OrgGuid == org && one.Name == name, ct);
            return gone > 0 ? null : AdminRefusal.NoClient(name, organization);
        }, null, ct);

    /// <summary>A group with its rules, also out of the groups that hold it: one that is made under its name later has nothing of it. The group admins stays: without it nobody manages the organization.</summary>
    public async Task<AdminRefusal?> DeleteGroup(string organization, string name, CancellationToken ct)
    {
        if (EntryName.Problem("group", name) is { } problem)
            return new AdminRefusal(problem);
        if (name == GroupRules.Admins)
            return new AdminRefusal($"the group '{GroupRules.Admins}' cannot be deleted", AdminProblem.Forbidden);
        return await transaction.Change(organization, async (data, org) =>
        {
            await data.RemoveMembers(one => one.OrgGuid == org && (one.GroupName == name || (one.Kind == MemberKind.Group && one.Member == name)), ct);
            await data.GroupRules.DeleteAsync(one => one.Organization == organization && one.Group == name, ct);
            return await data.Groups.DeleteAsync(one => one.OrgGuid == org && one.Name == name, ct) > 0 ? null : AdminRefusal.NoGroup(name, organization);
        }, null, ct);
    }
}
