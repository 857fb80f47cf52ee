using System.CommandLine;
using System.Globalization;
using Pushy.Server.Configuration;
using Pushy.Server.SignIn;

namespace Pushy.Server.Admin;

/// <summary>Tokens are shown once, on standard output; only their hashes are kept.</summary>
internal static class TokenCommands
{
    private const int MaxUses = 1_000_000;
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(3650);

    public static Command Tokens(CommandShell shell)
    {
        var org = OrganizationCommands.Organization();
        var user = new Argument<string>("USER") { Description = "User that the token stands for." };
        var expires = Expires(TimeSpan.FromDays(90), "90d");
        var scope = new Option<TokenScope>("--scope") { Description = "What it may do: read, or write, which is all that the user may.", DefaultValueFactory = _ => TokenScope.Write };
        return new Command("token", "Personal tokens, for 'Authorization: Bearer TOKEN'.")
        {
            shell.Directory("create", "Make a token and print it.", async (session, parsed, ct) =>
            {
                var token = SecretText.New("pushy_");
                var refused = await session.Directory.AddToken(
                    parsed.GetRequiredValue(org), parsed.GetRequiredValue(user), SecretText.HashOf(token), parsed.GetValue(scope), parsed.GetValue(expires), ct);
                if (refused is null)
                    await session.Output.WriteLineAsync(token);
                return refused;
            }, org, user, expires, scope),
            shell.Directory("revoke", "End all tokens of a user in an organization; a running server follows within 5 seconds.", async (session, parsed, ct) =>
                await session.Directory.RevokeTokens(parsed.GetRequiredValue(org), parsed.GetRequiredValue(user), ct)
                    ?? await session.Say($"the tokens of user '{parsed.GetRequiredValue(user)}' are revoked"),
                org, user),
        };
    }

    public static Command JoinTokens(CommandShell shell)
    {
        var org = OrganizationCommands.Organization();
        var expires = Expires(TimeSpan.FromDays(1), "24h");
        var uses = new Option<int>("--uses")
        {
            Description = $"How many machines may join with it; 1 to {MaxUses}.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
            CustomParser = result =>
            {
                if (result.Tokens is [{ Value: var text }]
                    && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxUses)
                {
                    return number;
                }

                result.AddError($"--uses: allowed are whole numbers from 1 to {MaxUses}");
                return default;
            },
        };
        return new Command("join-token", "Tokens with which machines enrol themselves as nodes.")
        {
            shell.Directory("create", "Make a join token and print it.", async (session, parsed, ct) =>
            {
                var token = SecretText.New("pushy_join_");
                var refused = await session.Directory.AddJoinToken(
                    parsed.GetRequiredValue(org), SecretText.HashOf(token), parsed.GetValue(uses), parsed.GetValue(expires), ct);
                if (refused is null)
                    await session.Output.WriteLineAsync(token);
                return refused;
            }, org, expires, uses),
        };
    }

    private static Option<TimeSpan> Expires(TimeSpan byDefault, string shownDefault) => new("--expires")
    {
        Description = $"How long it is valid, with a unit: s, m, h, d; by default {shownDefault}.",
        HelpName = "TIME",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            if (result.Tokens is [{ Value: var text }] && HoconUnits.TryReadDuration(text, out var lifetime)
                && lifetime >= ShortestLifetime && lifetime <= LongestLifetime)
            {
                return lifetime;
            }

            result.AddError($"--expires: allowed are {HoconUnits.Write(ShortestLifetime)} to {LongestLifetime.TotalDays}d, with a unit, such as 12h or 90d");
            return default;
        },
    };
}
