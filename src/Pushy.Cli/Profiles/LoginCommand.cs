using System.CommandLine;
using Pushy.Cli.Api;
using Pushy.Contracts.Connecting;

namespace Pushy.Cli.Profiles;

/// <summary><c>pushy login [PROFILE]</c>: tries a token or a key at the server, and keeps it in a profile.</summary>
internal static class LoginCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("PROFILE") { Description = "Profile to make or change.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(
            "login", "Sign in and remember it. A token is asked for, or read from standard input or --token-file; or give --sign-as and --key.") { name };
        var browser = new Option<bool>("--browser") { Description = "Open the web page, signed in as the profile: prints a link that is good once, and opens it where there is a desktop." };
        command.Options.Add(browser);
        var connection = new ConnectionOptions(command, terminal);
        command.SetAction(async (parsed, ct) =>
        {
            var book = ProfileBook.Read(terminal);
            if (parsed.GetValue(browser))
                return await BrowserLogin.RunAsync(connection.Flags(parsed), parsed.GetValue(name) ?? connection.Profile(parsed), book, terminal, ct);
            var profileName = parsed.GetValue(name) ?? connection.Profile(parsed) ?? book.Default ?? "default";
            var profile = book.Own(profileName);
            await FillAsync(profile, connection.Flags(parsed), terminal);
            var words = await TryAsync(profileName, profile, terminal, ct);
            book.Current ??= profileName;
            book.Write();
            await terminal.Error.WriteLineAsync($"{words} Kept as profile '{profileName}' in {book.Path}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task FillAsync(Profile profile, Profile flags, Terminal terminal)
    {
        var insecure = flags.Insecure || ConnectionSettings.IsInsecure(terminal.Variable) || (profile.Insecure && flags.Servers.Count == 0);
        if (flags.Servers.Count > 0)
            profile.Servers = flags.Servers;
        else if (profile.Servers.Count == 0)
            profile.Servers = [await AskAsync("Server (https://HOST[:PORT]): ", "--server URL", terminal)];
        foreach (var server in profile.Servers)
            _ = Connection.Address(new Setting(server, "--server"), insecure);
        profile.Insecure = insecure && profile.Servers.Any(server => PlainHttp.IsRisky(Connection.Address(new Setting(server, "--server"))));
        if ((flags.CaFile ?? ConnectionSettings.CaFileOf(terminal.Variable)) is { } authorities)
            profile.CaFile = Path.GetFullPath(authorities);

        profile.Organization = flags.Organization ?? profile.Organization ?? await AskAsync("Organization: ", "--org ORG", terminal);
        if (flags.Key is { } key)
        {
            profile.Key = Path.GetFullPath(key);
            profile.User = flags.User ?? profile.User ?? await AskAsync("Whose key is it? ", "--sign-as NAME", terminal);
            profile.Token = null;
            return;
        }

        if (terminal.InputIsTerminal && flags.Token is null)
            await terminal.Error.WriteAsync("Token (not shown; made by 'pushy-server token create ORG USER'): ");
        profile.Token = flags.Token ?? terminal.ReadSecret()?.Trim();
        if (string.IsNullOrEmpty(profile.Token))
            throw new UsageException("no token came; pipe it in, as in: pushy login < token, or give --token-file FILE, or --sign-as NAME and --key FILE");
    }

    private static async Task<string> AskAsync(string question, string option, Terminal terminal)
    {
        if (!terminal.InputIsTerminal)
            throw new UsageException($"{option} is missing, and there is nobody to ask: standard input is no terminal");
        await terminal.Error.WriteAsync(question);
        return (await terminal.Input.ReadLineAsync())?.Trim() is { Length: > 0 } answer ? answer : throw new UsageException($"{option} is missing");
    }

    /// <returns>What came of it, as a sentence.</returns>
    /// <exception cref="RequestFailedException">The server does not know us, or did not answer: nothing is to be kept.</exception>
    private static async Task<string> TryAsync(string name, Profile profile, Terminal terminal, CancellationToken ct)
    {
        var from = $"profile '{name}'";
        using var connection = Connection.Open(
            new ConnectionSettings(
                name,
                [.. profile.Servers.Select(server => new Setting(server, from))],
                new Setting(profile.Organization!, from),
                profile.User is { } user ? new Setting(user, from) : null,
                profile.Token is { } token ? new Setting(token, from) : null,
                profile.Key is { } key ? new Setting(key, from) : null)
            {
                CaFile = profile.CaFile is { } authorities ? new Setting(authorities, from) : null,
                Insecure = profile.Insecure ? new Setting("true", from) : null,
            },
            terminal);
        try
        {
            _ = await connection.Client.JobsAsync([KeyValuePair.Create("limit", "1")], ct);
            return "Signed in.";
        }
        catch (RequestFailedException e) when (e.Status is 403)
        {
            return "Signed in, but without the right to look at jobs.";
        }
    }
}
