using System.CommandLine;
using System.Globalization;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.SignIn;

namespace Pushy.Server.Admin;

/// <summary>Tokens are shown once, on standard output; only their hashes are kept.</summary>
internal static class TokenCommands
{
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(3650);

    public static Command Tokens(CommandShell shell)
    {
        var org = OrganizationCommands.Organization();
        var user = new Argument<string>("USER") { Description = "User that the token stands for." };
        var expires = Expires(TimeSpan.FromDays(90), "90d");
        var scope = new Option<TokenScope>("--scope") { Description = "What it may do: read; write, which is all that the user may but for who may do what; or admin, which is all.", DefaultValueFactory = _ => TokenScope.Write };
        var anyUser = new Argument<string?>("USER") { Description = "Only tokens of this user.", Arity = ArgumentArity.ZeroOrOne };
        var id = new Option<string?>("--id") { Description = "Only this token, by its id in 'token list'; by default all of the user.", HelpName = "ID" };
        var removeMade = new Option<bool>("--remove-made") { Description = "Also delete the clients and remove the keys that they made, and that are still the same." };
        var name = Name();
        return new Command("token", "Personal tokens, for 'Authorization: Bearer TOKEN'.")
        {
            shell.Directory("create", "Make a token and print it.", async (session, parsed, ct) =>
            {
                var token = SecretText.New(SecretText.PersonalPrefix);
                var refused = await session.Directory.AddToken(
                    parsed.GetRequiredValue(org), parsed.GetRequiredValue(user), SecretText.HashOf(token), parsed.GetValue(scope), parsed.GetValue(expires), ct, parsed.GetValue(name));
                if (refused is null)
                    await session.Output.WriteLineAsync(token);
                return refused;
            }, org, user, expires, scope, name),
            shell.LookUp("list", "Show tokens, without their secrets: id, user, name, scope, end, and whether it is valid, separated by tabs; below each, after a tab, what it made or changed.", async (session, parsed, ct) =>
            {
                var now = TimeProvider.System.GetUtcNow();
                foreach (var token in await Admin(session).List(parsed.GetRequiredValue(org), parsed.GetValue(anyUser), ct))
                {
                    var state = token.RevokedAt is not null ? "revoked" : token.ExpiresAt <= now ? "expired" : "valid";
                    await session.Output.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{token.Id}\t{token.User}\t{token.Name ?? "-"}\t{token.Scope.Name()}\t{token.ExpiresAt:yyyy-MM-dd'T'HH:mm:ss'Z'}\t{state}"));
                    foreach (var use in token.Made)
                        await session.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"\t{use.Action}\t{use.Target}\t{use.At:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
                }

                return null;
            }, org, anyUser),
            shell.Directory("revoke", "End the tokens of a user in an organization, or one of them; a running server follows within 5 seconds.", async (session, parsed, ct) =>
            {
                var (organization, owner) = (parsed.GetRequiredValue(org), parsed.GetRequiredValue(user));
                var one = parsed.GetValue(id);
                var refused = one is not null
                    ? await Admin(session).Revoke(organization, owner, one, ct) ?? await session.Say($"token '{one}' of user '{owner}' is revoked")
                    : await session.Directory.RevokeTokens(organization, owner, ct) ?? await session.Say($"the tokens of user '{owner}' are revoked");
                return refused ?? await TokenLegacy.Tell(session, organization, owner, one, parsed.GetValue(removeMade), ct);
            }, org, user, id, removeMade),
        };
    }

    private static TokenAdmin Admin(AdminSession session) => new(session.Database, new DirectoryVersion(), TimeProvider.System);

    private static Option<string?> Name() => new("--name")
    {
        Description = $"What it is for, so that you know later which one it is; 1 to {TokenAdmin.MaxNameLength} characters.",
        HelpName = "TEXT",
        CustomParser = result =>
        {
            if (result.Tokens is [{ Value: { Length: >= 1 and <= TokenAdmin.MaxNameLength } text }] && !text.Any(char.IsControl))
                return text;
            result.AddError($"--name: allowed are 1 to {TokenAdmin.MaxNameLength} characters, none of them a control character");
            return default;
        },
    };

    internal static Option<TimeSpan> Expires(TimeSpan byDefault, string shownDefault) => new("--expires")
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
