using System.CommandLine;

namespace Pushy.Server.Admin;

/// <summary>Those who manage all organizations and users over REST. They are made here only: on the machine that has the storage.</summary>
internal static class SuperuserCommands
{
    public static Command Create(CommandShell shell)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the user." };
        var keyOut = PrincipalCommands.KeyOut();
        return new Command("superuser", "Users who manage all organizations and users over REST.")
        {
            shell.Directory("create", "Make a superuser with a new key, who belongs to no organization.", async (session, parsed, ct) =>
                await NewKey.Register(session, parsed.GetValue(keyOut), $"superuser '{parsed.GetRequiredValue(name)}'", publicKey =>
                    session.Superusers.Create(parsed.GetRequiredValue(name), publicKey, ct), ct),
                name, keyOut),
            shell.Directory("grant", "Make a user a superuser.", async (session, parsed, ct) =>
                await session.Superusers.Set(parsed.GetRequiredValue(name), true, ct)
                    ?? await session.Say($"user '{parsed.GetRequiredValue(name)}' is a superuser"),
                name),
            shell.Directory("revoke", "Make a superuser an ordinary user. It may be the last one: this command can always make another.", async (session, parsed, ct) =>
                await session.Superusers.Set(parsed.GetRequiredValue(name), false, ct)
                    ?? await session.Say($"user '{parsed.GetRequiredValue(name)}' is no superuser any more"),
                name),
            shell.LookUp("list", "Name all superusers.", async (session, _, ct) => await session.Print(await session.Lists.Superusers(ct))),
        };
    }
}
