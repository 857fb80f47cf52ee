using System.CommandLine;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Admin;

/// <summary>What all commands share: <c>--config</c>, <c>--set</c>, and a session on the storage.</summary>
internal sealed class CommandShell(IEnumerable<KeyValuePair<string, string>> environment)
{
    public Option<string[]> Config { get; } = new("--config")
    {
        Description = "Configuration file in HOCON; may be given again, later files count more.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "One setting, pushy.key=value; may be given again. Do not give passwords this way: other processes see them.",
        HelpName = "KEY=VALUE",
        Recursive = true,
    };

    public PushyConfig Load(ParseResult parsed) => PushyConfig.Load(parsed.GetValue(Config) ?? [], parsed.GetValue(Set) ?? [], environment);

    /// <summary>A command that works on the storage, whether a server runs or not.</summary>
    public Command Admin(
        string name, string description, Func<AdminSession, ParseResult, CancellationToken, Task<AdminRefusal?>> act, params ReadOnlySpan<Symbol> parts) =>
        Make(name, description, act, needsOurDirectory: false, parts);

    /// <summary>A command that works on the embedded directory, and is refused when another one is configured.</summary>
    public Command Directory(
        string name, string description, Func<AdminSession, ParseResult, CancellationToken, Task<AdminRefusal?>> act, params ReadOnlySpan<Symbol> parts) =>
        Make(name, description, act, needsOurDirectory: true, parts);

    private Command Make(
        string name,
        string description,
        Func<AdminSession, ParseResult, CancellationToken, Task<AdminRefusal?>> act,
        bool needsOurDirectory,
        ReadOnlySpan<Symbol> parts)
    {
        var command = new Command(name, description);
        foreach (var part in parts)
        {
            if (part is Argument argument)
                command.Add(argument);
            else if (part is Option option)
                command.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            var (options, error) = (Load(parsed).Options, parsed.InvocationConfiguration.Error);
            if (needsOurDirectory && options.Directory.Kind != DirectoryKind.Embedded)
            {
                await error.WriteLineAsync("the directory is a Chef Infra Server (pushy.directory.kind is chef): "
                    + "organizations, users, clients, groups, keys and tokens of this server's own are not used");
                return ExitCode.Failed;
            }

            var database = new Database(options.Storage);
            await Schema.Migrate(options.Storage, database, ct);
            if (await act(new AdminSession(database, parsed.InvocationConfiguration.Output, error), parsed, ct) is not { } refused)
                return ExitCode.Done;
            await error.WriteLineAsync(refused.Hint is { } hint ? $"{refused.Text}; {hint}" : refused.Text);
            return ExitCode.Failed;
        });
        return command;
    }
}
