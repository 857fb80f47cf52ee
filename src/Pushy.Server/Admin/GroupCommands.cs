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
        kind.AcceptOnlyFromAmong(MemberKind.User, MemberKind.Client, MemberKind.Group);
        return new Command("group", "Groups, which say who may read and start jobs.")
        {
            shell.Admin("create", "Make an empty group. Once pushy_job_readers or pushy_job_writers exists, only its members may.", async (session, parsed, ct) =>
                await session.Directory.CreateGroup(parsed.GetRequiredValue(org), parsed.GetRequiredValue(group), ct)
                    ?? await session.Say($"group '{parsed.GetRequiredValue(group)}' is made"),
                org, group),
            shell.Admin("add", "Put a user, client or group into a group.", async (session, parsed, ct) =>
                await session.Directory.AddToGroup(
                    parsed.GetRequiredValue(org), parsed.GetRequiredValue(group), parsed.GetRequiredValue(kind), parsed.GetRequiredValue(member), ct)
                    ?? await session.Say($"{parsed.GetRequiredValue(kind)} '{parsed.GetRequiredValue(member)}' is in group '{parsed.GetRequiredValue(group)}'"),
                org, group, member, kind),
            GroupRuleCommands.Create(shell),
        };
    }
}
