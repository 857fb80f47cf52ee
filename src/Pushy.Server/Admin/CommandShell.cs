using System.CommandLine;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Admin;

/// <summary>What all commands share: <c>--config</c>, <c>--set</c>, and a session on the storage.</summary>
internal sealed class CommandShell(IEnumerable<KeyValuePair<string, string>> environment)
{
    /// <summary>Nobody waits for a command as for an answer of the server: on a busy machine it may take its time to get at a locked database.</summary>
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);

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

    /// <summary>A command that changes the storage, whether a server runs or not. It is recorded in the audit log.</summary>
    public Command Admin(string name, string description, CommandAct act, params ReadOnlySpan<Symbol> parts) =>
        Make(name, description, Recorded(act), needsOurDirectory: false, parts);

    /// <summary>A command that changes nothing, or only the schema; it is not recorded.</summary>
    public Command Look(string name, string description, CommandAct act, params ReadOnlySpan<Symbol> parts) =>
        Make(name, description, act, needsOurDirectory: false, parts);

    /// <summary>As <see cref="Admin"/>, on the embedded directory; refused when another one is configured.</summary>
    public Command Directory(string name, string description, CommandAct act, params ReadOnlySpan<Symbol> parts) =>
        Make(name, description, Recorded(act), needsOurDirectory: true, parts);

    /// <summary>As <see cref="Look"/>, at the embedded directory; refused when another one is configured.</summary>
    public Command LookUp(string name, string description, CommandAct act, params ReadOnlySpan<Symbol> parts) =>
        Make(name, description, act, needsOurDirectory: true, parts);

    private static CommandAct Recorded(CommandAct act) => async (session, parsed, ct) =>
    {
        var refused = await act(session, parsed, ct);
        return await CommandAudit.Record(session.Database, parsed, refused, ct) is { } unrecorded ? unrecorded : refused;
    };

    private Command Make(string name, string description, CommandAct act, bool needsOurDirectory, ReadOnlySpan<Symbol> parts)
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

            var storage = options.Storage.BusyTimeout < LockPatience ? options.Storage with { BusyTimeout = LockPatience } : options.Storage;
            var database = new Database(storage);
            using var use = storage.Provider == StorageProvider.Sqlite ? StorageUse.Share(storage.Path) : null;
            await Schema.Migrate(storage, database, ct);
            if (await act(new AdminSession(database, parsed.InvocationConfiguration.Output, error), parsed, ct) is not { } refused)
                return ExitCode.Done;
            await error.WriteLineAsync(refused.Hint is { } hint ? $"{refused.Text}; {hint}" : refused.Text);
            return ExitCode.Failed;
        });
        return command;
    }
}

/// <summary>What a command does; null when it is done, else why it is not.</summary>
internal delegate Task<AdminRefusal?> CommandAct(AdminSession session, ParseResult parsed, CancellationToken ct);
