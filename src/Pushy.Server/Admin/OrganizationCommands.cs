using System.CommandLine;

namespace Pushy.Server.Admin;

internal static class OrganizationCommands
{
    public static Argument<string> Organization() => new("ORG") { Description = "Short name of the organization." };

    public static Command Create(CommandShell shell)
    {
        var name = Organization();
        var fullName = new Option<string>("--full-name") { Description = "Name for people; by default the short name.", HelpName = "TEXT" };
        return new Command("org", "Organizations.")
        {
            shell.Admin("create", "Make an organization.", async (session, parsed, ct) =>
            {
                var org = parsed.GetRequiredValue(name);
                return await session.Directory.CreateOrganization(org, parsed.GetValue(fullName) ?? org, ct)
                    ?? await session.Say($"organization '{org}' is made");
            }, name, fullName),
        };
    }
}
