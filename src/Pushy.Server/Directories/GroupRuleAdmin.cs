using System.Security.Cryptography;
using System.Text;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Domain.Permissions;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>Rules of groups as they are stored. A running server follows within <c>pushy.sign-in.cache-for</c>.</summary>
public sealed class GroupRuleAdmin(Database database, TimeProvider clock)
{
    /// <summary>Most rules of one group: each may have to be tried on each node of a job.</summary>
    public const int MaxRules = 100;

    /// <summary>Hex digits of a rule's id.</summary>
    private const int IdLength = 12;

    public async Task<AdminRefusal?> Add(string organization, string group, string command, string nodes, CancellationToken ct)
    {
        if (Problem(organization, group) is { } problem || !CommandPattern.TryParse(command, out _, out problem) || !NodePattern.TryParse(nodes, out _, out problem))
            return new AdminRefusal(problem);

        await using var data = database.Open();
        await using var transaction = await data.BeginTransactionAsync(ct);
        if (await data.GroupRules.CountAsync(rule => rule.Organization == organization && rule.Group == group, ct) >= MaxRules)
            return new AdminRefusal($"group '{group}' has {MaxRules} rules, which is the most; one rule may have a regular expression and a node pattern for many");
        try
        {
            await data.InsertAsync(new GroupRuleRow
            {
                Organization = organization,
                Id = IdOf(group, command, nodes),
                Group = group,
                Command = command,
                Nodes = nodes,
                CreatedAt = clock.GetUtcNow().ToStored(),
            }, token: ct);
        }
        catch (Exception e) when (StorageFaults.IsDuplicate(e))
        {
            return new AdminRefusal($"group '{group}' has this rule already");
        }

        await transaction.CommitAsync(ct);
        return null;
    }

    /// <param name="id">As <see cref="List"/> shows it.</param>
    public async Task<AdminRefusal?> Remove(string organization, string group, string id, CancellationToken ct)
    {
        await using var data = database.Open();
        var removed = await data.GroupRules
            .Where(rule => rule.Organization == organization && rule.Group == group && rule.Id == id).DeleteAsync(ct);
        return removed > 0 ? null : new AdminRefusal($"group '{group}' has no rule '{id}'; 'group rule list' shows their ids");
    }

    /// <summary>The rules of one group, oldest first.</summary>
    public async Task<IReadOnlyList<GroupRuleRow>> List(string organization, string group, CancellationToken ct)
    {
        await using var data = database.Open();
        return await data.GroupRules.Where(rule => rule.Organization == organization && rule.Group == group)
            .OrderBy(rule => rule.CreatedAt).ThenBy(rule => rule.Id).ToListAsync(ct);
    }

    /// <summary>Whether our own directory has the group; one of a Chef Infra Server it does not know.</summary>
    public async Task<bool> KnowsGroup(string organization, string group, CancellationToken ct)
    {
        await using var data = database.Open();
        return await data.Groups.AnyAsync(one => one.Name == group && data.Organizations.Any(org => org.Id == one.OrgGuid && org.Name == organization), ct);
    }

    private static string? Problem(string organization, string group) => EntryName.ProblemOfOrganization(organization) ?? EntryName.Problem("group", group);

    private static string IdOf(string group, string command, string nodes) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{group}\n{command}\n{nodes}")))[..IdLength];
}
