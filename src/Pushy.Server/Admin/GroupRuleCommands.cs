using System.CommandLine;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Admin;

/// <summary><c>group rule add|list|remove</c>: what a group lets its members do.</summary>
internal static class GroupRuleCommands
{
    public static Command Create(CommandShell shell)
    {
        var org = OrganizationCommands.Organization();
        var group = new Argument<string>("GROUP") { Description = "Name of the group: pushy_job_writers, or one whose members are members of it." };
        var pattern = new Argument<string>("COMMAND") { Description = "A job's command, exactly, or /a regular expression/ that has to fit the whole of it." };
        var nodes = new Option<string>("--nodes")
        {
            Description = "On which nodes: a name in which * stands for any characters and ? for one; by default all. Quote it against the shell.",
            HelpName = "PATTERN",
            DefaultValueFactory = _ => "*",
        };
        var extras = new ExtraOptions();
        var id = new Argument<string>("ID") { Description = "Id of the rule, as 'group rule list' shows it." };
        return new Command("rule", "What members of a group may run, and where. Without rules: everything, everywhere.")
        {
            shell.Admin("add", "Add a rule. Once a group has one, its members may do what its rules allow and nothing else.", async (session, parsed, ct) =>
            {
                var (organization, name) = (parsed.GetRequiredValue(org), parsed.GetRequiredValue(group));
                var rules = Rules(session);
                var (allowed, problem) = extras.Read(parsed);
                if (allowed is null)
                    return new AdminRefusal(problem!);
                if (await rules.Add(organization, name, parsed.GetRequiredValue(pattern), parsed.GetRequiredValue(nodes), allowed, ct) is { } refused)
                    return refused;
                if (!await rules.KnowsGroup(organization, name, ct))
                    await session.Say($"note: this server's own directory has no group '{name}' in organization '{organization}'");
                return await session.Say($"group '{name}' has the rule");
            }, [org, group, pattern, nodes, .. extras.All]),
            shell.Look("list", "Show the rules of a group: id, command, nodes, and what jobs may bring, separated by tabs.", async (session, parsed, ct) =>
            {
                foreach (var rule in await Rules(session).List(parsed.GetRequiredValue(org), parsed.GetRequiredValue(group), ct))
                    await session.Output.WriteLineAsync($"{rule.Id}\t{rule.Command}\t{rule.Nodes}{Extras(rule)}");
                return null;
            }, org, group),
            shell.Admin("remove", "Remove a rule. A group without rules lets its members do everything again.", async (session, parsed, ct) =>
                await Rules(session).Remove(parsed.GetRequiredValue(org), parsed.GetRequiredValue(group), parsed.GetRequiredValue(id), ct)
                    ?? await session.Say($"rule '{parsed.GetRequiredValue(id)}' is removed"),
                org, group, id),
        };
    }

    /// <summary>One column more, where a rule is for more than the bare command.</summary>
    private static string Extras(GroupRuleRow rule)
    {
        string[] words =
        [
            .. rule.Variables.Length > 0 ? [$"env={rule.Variables}"] : (string[])[],
            .. rule.Directories.Length > 0 ? [$"dir={rule.Directories}"] : (string[])[],
            .. rule.Accounts.Length > 0 ? [$"user={rule.Accounts}"] : (string[])[],
            .. rule.TakesFile ? ["file"] : (string[])[],
        ];
        return words.Length > 0 ? "\t" + string.Join(' ', words) : "";
    }

    private static GroupRuleAdmin Rules(AdminSession session) => new(session.Database, TimeProvider.System);
}
