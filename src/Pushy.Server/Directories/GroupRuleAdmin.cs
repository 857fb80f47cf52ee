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

    /// <summary>A rule for the bare command.</summary>
    public Task<AdminRefusal?> Add(string organization, string group, string command, string nodes, CancellationToken ct) =>
        Add(organization, group, command, nodes, AllowedExtras.None, ct);

    /// <param name="extras">What a job may bring beside the command.</param>
    public async Task<AdminRefusal?> Add(string organization, string group, string command, string nodes, AllowedExtras extras, CancellationToken ct)
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
                Id = IdOf(group, command, nodes, extras),
                Group = group,
                Command = command,
                Nodes = nodes,
                Variables = extras.Variables.ToString(),
                Directories = extras.Directories.ToString(),
                Accounts = extras.Accounts.ToString(),
                TakesFile = extras.File,
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

    /// <summary>A rule for the bare command has the id that it had before there were others.</summary>
    private static string IdOf(string group, string command, string nodes, AllowedExtras extras)
    {
        var text = $"{group}\n{command}\n{nodes}";
        if (!extras.IsNone)
            text += $"\n{extras.Variables}\n{extras.Directories}\n{extras.Accounts}\n{extras.File}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..IdLength];
    }
}
