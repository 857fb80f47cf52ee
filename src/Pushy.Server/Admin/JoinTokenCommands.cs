using System.CommandLine;
using System.Globalization;
using Pushy.Server.Joining;
using Pushy.Server.SignIn;

namespace Pushy.Server.Admin;

/// <summary>Tokens with which machines enrol themselves: made, shown and ended. The token is shown once; only its hash is kept.</summary>
internal static class JoinTokenCommands
{
    public static Command Create(CommandShell shell)
    {
        var org = OrganizationCommands.Organization();
        var expires = TokenCommands.Expires(JoinTokens.DefaultLifetime, "24h");
        var uses = Uses();
        var id = new Option<string>("--id") { Description = "The token, by its id in 'join-token list'.", HelpName = "ID", Required = true };
        return new Command("join-token", "Tokens with which machines enrol themselves as nodes.")
        {
            shell.Directory("create", "Make a join token and print it.", async (session, parsed, ct) =>
            {
                var token = SecretText.New(SecretText.JoinPrefix);
                var refused = await session.Directory.AddJoinToken(
                    parsed.GetRequiredValue(org), SecretText.HashOf(token), parsed.GetValue(uses), parsed.GetValue(expires), ct, $"command {Environment.UserName}");
                if (refused is null)
                    await session.Output.WriteLineAsync(token);
                return refused;
            }, org, expires, uses),
            shell.LookUp("list", "Show join tokens, without their secrets: id, uses left, end, state, and who made it, separated by tabs; below each, after a tab, the nodes that joined with it.",
                (session, parsed, ct) => session.In(parsed.GetRequiredValue(org), async found =>
                {
                    foreach (var token in await Tokens(session).List(found.Name, ct))
                    {
                        await session.Output.WriteLineAsync(string.Create(
                            CultureInfo.InvariantCulture, $"{token.Id}\t{token.UsesLeft}\t{token.ExpiresAt:yyyy-MM-dd'T'HH:mm:ss'Z'}\t{token.State(TimeProvider.System.GetUtcNow())}\t{token.CreatedBy ?? "-"}"));
                        foreach (var use in token.UsedBy)
                            await session.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"\t{use.Target}\t{use.At:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
                    }

                    return null;
                }, ct), org),
            shell.Directory("revoke", "End a join token; nodes that joined with it stay.", async (session, parsed, ct) =>
                await Tokens(session).Revoke(parsed.GetRequiredValue(org), parsed.GetRequiredValue(id), ct)
                    ?? await session.Say($"join token '{parsed.GetRequiredValue(id)}' is revoked"),
                org, id),
        };
    }

    private static JoinTokens Tokens(AdminSession session) => new(session.Transaction, session.Database, TimeProvider.System);

    private static Option<int> Uses() => new("--uses")
    {
        Description = $"How many machines may join with it; 1 to {JoinTokens.MaxUses}.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result =>
        {
            if (result.Tokens is [{ Value: var text }]
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= JoinTokens.MaxUses)
            {
                return number;
            }

            result.AddError($"--uses: allowed are whole numbers from 1 to {JoinTokens.MaxUses}");
            return default;
        },
    };
}
