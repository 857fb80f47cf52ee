using System.CommandLine;

namespace Pushy.Server.Admin;

internal static class OrganizationCommands
{
    public static Argument<string> Organization() => new("ORG") { Description = "Short name of the organization." };

    public static Command Create(CommandShell shell)
    {
        var name = Organization();
        var fullName = new Option<string>("--full-name") { Description = "Name for people; by default the short name.", HelpName = "TEXT" };
        var force = new Option<bool>("--force") { Description = "Even if it has users, clients or nodes." };
        return new Command("org", "Organizations.")
        {
            shell.Directory("create", "Make an organization.", async (session, parsed, ct) =>
            {
                var org = parsed.GetRequiredValue(name);
                return await session.Directory.CreateOrganization(org, parsed.GetValue(fullName) ?? org, ct)
                    ?? await session.Say($"organization '{org}' is made");
            }, name, fullName),
            shell.LookUp("list", "Name all organizations.", async (session, _, ct) => await session.Print(await session.Lists.Organizations(ct))),
            shell.Directory("delete", "Delete an organization with its groups, keys and tokens. Its jobs cannot be reached any more.", async (session, parsed, ct) =>
                await session.Removal.DeleteOrganization(parsed.GetRequiredValue(name), parsed.GetValue(force), ct)
                    ?? await session.Say($"organization '{parsed.GetRequiredValue(name)}' is deleted"),
                name, force),
        };
    }
}
