using System.CommandLine;
using System.Text.Json.Nodes;
using Pushy.Cli.Output;

namespace Pushy.Cli.Profiles;

/// <summary><c>pushy config show|list|use|set</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal) => new("config", "Which server and who: profiles in ~/.config/pushy/config, and those of ~/.chef/credentials.")
    {
        Show(terminal),
        List(terminal),
        Use(terminal),
        Set(terminal),
    };

    private static Command Show(Terminal terminal)
    {
        var command = new Command("show", "What a command would use now, and where it comes from. Secrets are not shown.");
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, _) =>
        {
            var settings = connection.Settings(parsed);
            (string Name, Setting? Value)[] rows =
            [
                ("profile", settings.Profile is { } name ? new Setting(name, "") : null),
                ("server", settings.Servers is [var first, ..] ? new Setting(string.Join(", ", settings.Servers.Select(server => server.Value)), first.From) : null),
                ("organization", settings.Organization),
                ("user", settings.Token is null ? settings.User : null),
                ("key", settings.Key is { } key && key.Value.Contains("-----BEGIN", StringComparison.Ordinal) ? key with { Value = "(in the profile)" } : settings.Key),
                ("ca_file", settings.CaFile),
                ("insecure", settings.Insecure),
                ("token", settings.Token is { } token ? token with { Value = "(not shown)" } : null),
            ];
            if (format.Of(parsed) is var chosen && chosen.IsDocument())
            {
                var document = new JsonObject(rows.Where(row => row.Value is not null).Select(row => KeyValuePair.Create(row.Name, (JsonNode?)row.Value!.Value)));
                await terminal.Output.WriteAsync(Documents.Write(document, chosen));
                return ExitCodes.Success;
            }

            var columns = new Columns("SETTING", "VALUE", "FROM");
            foreach (var (what, value) in rows.Where(row => row.Value is not null))
                columns.Add(what, value!.Value, value.From);
            await terminal.WriteAsync(columns);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "All profiles; * is the one that is used unless another is named.");
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, _) =>
        {
            var book = ProfileBook.Read(terminal);
            var columns = new Columns("", "PROFILE", "ORGANIZATION", "SIGN-IN", "SERVER", "FILE");
            var document = new JsonArray();
            foreach (var name in book.Names)
            {
                var profile = book.Find(name)!;
                var signIn = profile.Token is not null ? "token" : profile.Key is null ? "" : $"key of {profile.User}";
                var file = book.IsOwn(name) ? book.Path : book.ChefPath;
                columns.Add(name == book.Default ? "*" : "", name, profile.Organization, signIn, string.Join(", ", profile.Servers), file);
                document.Add((JsonNode)new JsonObject
                {
                    ["profile"] = name,
                    ["current"] = name == book.Default,
                    ["organization"] = profile.Organization,
                    ["sign_in"] = signIn,
                    ["servers"] = new JsonArray([.. profile.Servers.Select(server => JsonValue.Create(server))]),
                    ["file"] = file,
                });
            }

            if (format.Of(parsed) is var chosen && chosen.IsDocument())
                await terminal.Output.WriteAsync(Documents.Write(document, chosen));
            else if (document.Count == 0)
                await terminal.Error.WriteLineAsync("pushy: there are no profiles; 'pushy login' makes one");
            else
                await terminal.WriteAsync(columns);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Use(Terminal terminal)
    {
        var name = new Argument<string>("PROFILE") { Description = "Its name." };
        var command = new Command("use", "Take this profile from now on.") { name };
        command.SetAction(async (parsed, _) =>
        {
            var book = ProfileBook.Read(terminal);
            var chosen = parsed.GetRequiredValue(name);
            if (book.Find(chosen) is null)
                throw new UsageException($"there is no profile '{chosen}'; 'pushy config list' shows those there are");
            book.Current = chosen;
            book.Write();
            await terminal.Error.WriteLineAsync($"Profile '{chosen}' is used from now on.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Set(Terminal terminal)
    {
        var key = new Argument<string>("KEY") { Description = "server (several with commas between), org, user, key or ca-file (paths of PEM files), or insecure (true or false)." };
        var value = new Argument<string>("VALUE") { Description = "Its value; '' removes it." };
        var profile = new Option<string>("--profile") { Description = "Profile to change; made if there is none.", HelpName = "NAME" };
        var command = new Command("set", "Change a profile.") { key, value, profile };
        command.SetAction(async (parsed, _) =>
        {
            var book = ProfileBook.Read(terminal);
            var name = parsed.GetValue(profile) ?? book.Default ?? "default";
            Change(book.Own(name), parsed.GetRequiredValue(key), parsed.GetRequiredValue(value));
            book.Current ??= name;
            book.Write();
            await terminal.Error.WriteLineAsync($"Profile '{name}' changed in {book.Path}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Change(Profile profile, string key, string value)
    {
        var text = value.Length == 0 ? null : value;
        switch (key)
        {
            case "server":
                var servers = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                foreach (var server in servers)
                    _ = Connection.Address(new Setting(server, "server"));
                profile.Servers = servers;
                break;
            case "org":
                profile.Organization = text;
                break;
            case "user":
                profile.User = text;
                break;
            case "key":
                profile.Key = text is null ? null : Path.GetFullPath(text);
                profile.Token = null; // it would go before the key
                break;
            case "ca-file":
                profile.CaFile = text is null ? null : Path.GetFullPath(text);
                break;
            case "insecure":
                profile.Insecure = text switch
                {
                    "true" => true,
                    "false" or null => false,
                    _ => throw new UsageException($"insecure is true or false, and not '{value}'"),
                };
                break;
            case "token":
                throw new UsageException("a token is never an argument, where others can see it; use 'pushy login', which asks for it or reads it from standard input");
            default:
                throw new UsageException($"there is no setting '{key}'; there are server, org, user, key, ca-file and insecure");
        }
    }
}
