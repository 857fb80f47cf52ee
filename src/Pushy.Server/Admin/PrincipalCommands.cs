using System.CommandLine;
using Pushy.Server.Directories;

namespace Pushy.Server.Admin;

/// <summary>Users, nodes and API clients, each with a new key.</summary>
internal static class PrincipalCommands
{
    public static Command Users(CommandShell shell)
    {
        var org = OrganizationCommands.Organization();
        var name = new Argument<string>("NAME") { Description = "Name of the user." };
        var anyOrg = new Argument<string?>("ORG") { Description = "Short name of an organization.", Arity = ArgumentArity.ZeroOrOne };
        var admin = new Option<bool>("--admin") { Description = "Put the user into the group admins." };
        var keyOut = KeyOut();
        return new Command("user", "People who start jobs and look at them.")
        {
            shell.Directory("create", "Make a user, a member of the organization, with a new key.", async (session, parsed, ct) =>
                await NewKey.Register(session, parsed.GetValue(keyOut), $"user '{parsed.GetRequiredValue(name)}'", publicKey =>
                    session.Directory.CreateUser(
                        parsed.GetRequiredValue(org), parsed.GetRequiredValue(name), publicKey, parsed.GetValue(admin), ct), ct),
                org, name, admin, keyOut),
            shell.Directory("add", "Let a user of another organization into this one too.", async (session, parsed, ct) =>
                await session.Directory.AddUser(parsed.GetRequiredValue(org), parsed.GetRequiredValue(name), parsed.GetValue(admin), ct)
                    ?? await session.Say($"user '{parsed.GetRequiredValue(name)}' is in organization '{parsed.GetRequiredValue(org)}'"),
                org, name, admin),
            shell.Directory("remove", "Take a user out of an organization and its groups; the user stays.", async (session, parsed, ct) =>
                await session.Removal.RemoveUser(parsed.GetRequiredValue(org), parsed.GetRequiredValue(name), ct)
                    ?? await session.Say($"user '{parsed.GetRequiredValue(name)}' is not in organization '{parsed.GetRequiredValue(org)}' any more"),
                org, name),
            shell.Directory("delete", "Delete a user, with keys, tokens and memberships in all organizations.", async (session, parsed, ct) =>
                await session.Removal.DeleteUser(parsed.GetRequiredValue(name), ct)
                    ?? await session.Say($"user '{parsed.GetRequiredValue(name)}' is deleted"),
                name),
            shell.LookUp("list", "Name the users of an organization, or all users.", async (session, parsed, ct) => parsed.GetValue(anyOrg) is { } one
                ? await session.In(one, async found => await session.Print(await session.Lists.Members(found.Id, ct)), ct)
                : await session.Print(await session.Lists.Users(ct)),
                anyOrg),
            KeyCommands.Create(shell, [name], (_, parsed, act, _) => act(new KeyOwner.User(parsed.GetRequiredValue(name)))),
        };
    }

    public static Command Clients(CommandShell shell, string kind, string description, bool isNode)
    {
        var org = OrganizationCommands.Organization();
        var name = new Argument<string>("NAME") { Description = $"Name of the {kind}." };
        var keyOut = KeyOut();
        return new Command(kind, description)
        {
            shell.Directory("create", $"Make a {kind} with a new key.", async (session, parsed, ct) =>
                await NewKey.Register(session, parsed.GetValue(keyOut), $"{kind} '{parsed.GetRequiredValue(name)}'", publicKey =>
                    session.Directory.CreateClient(parsed.GetRequiredValue(org), parsed.GetRequiredValue(name), publicKey, isNode, ct), ct),
                org, name, keyOut),
            shell.Directory("delete", $"Delete a {kind} with its keys. What it has open at a running server is closed within 5 seconds.", async (session, parsed, ct) =>
                await session.Removal.DeleteClient(parsed.GetRequiredValue(org), parsed.GetRequiredValue(name), ct)
                    ?? await session.Say($"{kind} '{parsed.GetRequiredValue(name)}' is deleted"),
                org, name),
            shell.LookUp("list", $"Name the {kind}s of an organization.", async (session, parsed, ct) => await session.In(
                parsed.GetRequiredValue(org), async found => await session.Print(await session.Lists.Clients(found.Id, isNode, ct)), ct), org),
            KeyCommands.Create(shell, [org, name], (session, parsed, act, ct) => session.In(
                parsed.GetRequiredValue(org), found => act(new KeyOwner.Client(found.Id, parsed.GetRequiredValue(name))), ct)),
        };
    }

    internal static Option<string> KeyOut() => new("--key-out")
    {
        Description = "File for the private key, which must not exist yet; by default it goes to standard output.",
        HelpName = "FILE",
    };
}
