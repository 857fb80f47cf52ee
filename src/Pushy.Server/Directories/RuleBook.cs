using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using LinqToDB.Async;
using Pushy.Domain.Permissions;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>
/// The rules of an organization's groups, ready for use. Remembered as long as what the directory says; after that they are read again, and
/// compiled again only if they have changed.
/// </summary>
public sealed class RuleBook(Database database, SignInOptions options, TimeProvider clock, DirectoryVersion version, ILogger<RuleBook> log)
{
    private static readonly TimeSpan KeepCompiled = TimeSpan.FromDays(1);

    private readonly BoundedCache<string, Pages> _fresh = new(options.CacheEntries, options.CacheFor, clock, version);
    private readonly BoundedCache<string, Pages> _compiled = new(options.CacheEntries, KeepCompiled, clock);

    /// <summary>Rules by the name of their group; a group without rules is not in it.</summary>
    public async ValueTask<FrozenDictionary<string, ImmutableArray<JobRule>>> Find(string organization, CancellationToken ct)
    {
        if (_fresh.TryGet(organization, out var known))
            return known.Rules;
        var asOf = _fresh.AsOf;
        await using var data = database.Open();
        var rows = await data.GroupRules.Where(rule => rule.Organization == organization).OrderBy(rule => rule.Id).ToListAsync(ct);
        string[] ids = [.. rows.Select(row => row.Id)];
        if (!_compiled.TryGet(organization, out var pages) || !pages.Ids.SequenceEqual(ids))
        {
            pages = new Pages(ids, rows.GroupBy(row => row.Group).ToFrozenDictionary(group => group.Key, Compile, StringComparer.Ordinal));
            _compiled.Remember(organization, pages, _compiled.AsOf);
        }

        _fresh.Remember(organization, pages, asOf);
        return pages.Rules;
    }

    /// <summary>A row that is no rule, which only another program can have written, allows nothing; its group is still one with rules.</summary>
    private ImmutableArray<JobRule> Compile(IEnumerable<GroupRuleRow> rows)
    {
        var rules = ImmutableArray.CreateBuilder<JobRule>();
        foreach (var row in rows)
        {
            if (CommandPattern.TryParse(row.Command, out var command, out _) && NodePattern.TryParse(row.Nodes, out var nodes, out _) && TryRead(row, out var extras))
                rules.Add(new JobRule(command, nodes) { Extras = extras });
            else
                log.LogError("rule {Id} of group {Group} in organization {Organization} cannot be used and allows nothing", row.Id, row.Group, row.Organization);
        }

        return rules.ToImmutable();
    }

    private static bool TryRead(GroupRuleRow row, [NotNullWhen(true)] out AllowedExtras? extras)
    {
        extras = ExtraList.TryRead(ExtraKind.Variable, row.Variables, out var variables, out _)
            && ExtraList.TryRead(ExtraKind.Directory, row.Directories, out var directories, out _)
            && ExtraList.TryRead(ExtraKind.Account, row.Accounts, out var accounts, out _)
                ? new AllowedExtras(variables, directories, accounts, row.TakesFile)
                : null;
        return extras is not null;
    }

    /// <param name="Ids">Of the rules, in order: an id is made of what its rule says.</param>
    /// <param name="Rules">Compiled, by group.</param>
    private sealed record Pages(string[] Ids, FrozenDictionary<string, ImmutableArray<JobRule>> Rules);
}
