using System.CommandLine;

namespace Pushy.Server.Admin;

/// <summary>Users, nodes and API clients, each with a new key.</summary>
internal static class PrincipalCommands
{
    public static Command Users(CommandShell shell)
    {
        var org = OrganizationCommands.Organization();
        var name = new Argument<string>("NAME") { Description = "Name of the user." };
        var admin = new Option<bool>("--admin") { Description = "Put the user into the group admins." };
        var keyOut = KeyOut();
        return new Command("user", "People who start jobs and look at them.")
        {
            shell.Admin("create", "Make a user, a member of the organization, with a new key.", async (session, parsed, ct) =>
                await NewKey.Register(session, parsed.GetValue(keyOut), $"user '{parsed.GetRequiredValue(name)}'", publicKey =>
                    session.Directory.CreateUser(
                        parsed.GetRequiredValue(org), parsed.GetRequiredValue(name), publicKey, parsed.GetValue(admin), ct), ct),
                org, name, admin, keyOut),
            shell.Admin("add", "Let a user of another organization into this one too.", async (session, parsed, ct) =>
                await session.Directory.AddUser(parsed.GetRequiredValue(org), parsed.GetRequiredValue(name), parsed.GetValue(admin), ct)
                    ?? await session.Say($"user '{parsed.GetRequiredValue(name)}' is in organization '{parsed.GetRequiredValue(org)}'"),
                org, name, admin),
        };
    }

    public static Command Clients(CommandShell shell, string kind, string description, bool isNode)
    {
        var org = OrganizationCommands.Organization();
        var name = new Argument<string>("NAME") { Description = $"Name of the {kind}." };
        var keyOut = KeyOut();
        return new Command(kind, description)
        {
            shell.Admin("create", $"Make a {kind} with a new key.", async (session, parsed, ct) =>
                await NewKey.Register(session, parsed.GetValue(keyOut), $"{kind} '{parsed.GetRequiredValue(name)}'", publicKey =>
                    session.Directory.CreateClient(parsed.GetRequiredValue(org), parsed.GetRequiredValue(name), publicKey, isNode, ct), ct),
                org, name, keyOut),
        };
    }

    private static Option<string> KeyOut() => new("--key-out")
    {
        Description = "File for the private key, which must not exist yet; by default it goes to standard output.",
        HelpName = "FILE",
    };
}
