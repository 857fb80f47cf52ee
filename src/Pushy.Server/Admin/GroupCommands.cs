using System.CommandLine;
using Pushy.Server.Directories;

namespace Pushy.Server.Admin;

internal static class GroupCommands
{
    public static Command Create(CommandShell shell)
    {
        var org = OrganizationCommands.Organization();
        var group = new Argument<string>("GROUP") { Description = "Name of the group, for instance pushy_job_readers, pushy_job_writers or admins." };
        var member = new Argument<string>("NAME") { Description = "Name of the member." };
        var kind = new Option<string>("--kind") { Description = "What the member is.", DefaultValueFactory = _ => MemberKind.User };
        kind.AcceptOnlyFromAmong(MemberKind.User, MemberKind.Client, MemberKind.Node, MemberKind.Group);
        return new Command("group", "Groups, which say who may read and start jobs.")
        {
            shell.Directory("create", "Make an empty group. Once pushy_job_readers or pushy_job_writers exists, only its members may.", async (session, parsed, ct) =>
                await session.Directory.CreateGroup(parsed.GetRequiredValue(org), parsed.GetRequiredValue(group), ct)
                    ?? await session.Say($"group '{parsed.GetRequiredValue(group)}' is made"),
                org, group),
            shell.Directory("add", "Put a user, client, node or group that exists into a group.", async (session, parsed, ct) =>
                await session.Directory.AddToGroup(
                    parsed.GetRequiredValue(org), parsed.GetRequiredValue(group), parsed.GetRequiredValue(kind), parsed.GetRequiredValue(member), ct)
                    ?? await session.Say($"{parsed.GetRequiredValue(kind)} '{parsed.GetRequiredValue(member)}' is in group '{parsed.GetRequiredValue(group)}'"),
                org, group, member, kind),
            shell.Directory("remove", "Take a user, client, node or group out of a group.", async (session, parsed, ct) =>
                await session.Members.Remove(
                    parsed.GetRequiredValue(org), parsed.GetRequiredValue(group), parsed.GetRequiredValue(kind), parsed.GetRequiredValue(member), ct)
                    ?? await session.Say($"{parsed.GetRequiredValue(kind)} '{parsed.GetRequiredValue(member)}' is not in group '{parsed.GetRequiredValue(group)}' any more"),
                org, group, member, kind),
            shell.Directory("delete", "Delete a group with its rules, also out of the groups that hold it.", async (session, parsed, ct) =>
                await session.Removal.DeleteGroup(parsed.GetRequiredValue(org), parsed.GetRequiredValue(group), ct)
                    ?? await session.Say($"group '{parsed.GetRequiredValue(group)}' is deleted"),
                org, group),
            shell.LookUp("list", "Name the groups of an organization.", async (session, parsed, ct) => await session.In(
                parsed.GetRequiredValue(org), async found => await session.Print(await session.Lists.Groups(found.Id, ct)), ct), org),
            shell.LookUp("show", "Name a group's members: kind and name.", Show, org, group),
            GroupRuleCommands.Create(shell),
        };

        Task<AdminRefusal?> Show(AdminSession session, ParseResult parsed, CancellationToken ct) => session.In(parsed.GetRequiredValue(org), async found =>
        {
            if (await session.Embedded.FindGroup(found, parsed.GetRequiredValue(group), ct) is not { } members)
                return AdminRefusal.NoGroup(parsed.GetRequiredValue(group), found.Name);
            var nodes = members.Clients.Intersect(await session.Lists.Clients(found.Id, nodes: true, ct)).ToHashSet(StringComparer.Ordinal);
            return await session.Print(
            [
                .. members.Users.Order(StringComparer.Ordinal).Select(user => $"{MemberKind.User} {user}"),
                .. members.Clients.Order(StringComparer.Ordinal).Select(client => $"{(nodes.Contains(client) ? MemberKind.Node : MemberKind.Client)} {client}"),
                .. members.Groups.Select(nested => $"{MemberKind.Group} {nested}"),
            ]);
        }, ct);
    }
}
