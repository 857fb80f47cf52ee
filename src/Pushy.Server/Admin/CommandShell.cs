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

    /// <summary>A command that changes the storage, whether a server runs or not. It is recorded in the audit log.</summary>
    public Command Admin(
        string name,
        string description,
        Func<AdminSession, ParseResult, CancellationToken, Task<AdminRefusal?>> act,
        params ReadOnlySpan<Symbol> parts) => Look(name, description, async (session, parsed, ct) =>
        {
            var refused = await act(session, parsed, ct);
            return await CommandAudit.Record(session.Database, parsed, refused, ct) is { } unrecorded ? unrecorded : refused;
        }, parts);

    /// <summary>A command that changes nothing, or only the schema; it is not recorded.</summary>
    public Command Look(
        string name,
        string description,
        Func<AdminSession, ParseResult, CancellationToken, Task<AdminRefusal?>> act,
        params ReadOnlySpan<Symbol> parts)
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
            var options = Load(parsed).Options.Storage;
            var database = new Database(options);
            await Schema.Migrate(options, database, ct);
            var session = new AdminSession(
                new DirectoryAdmin(database, TimeProvider.System), database, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (await act(session, parsed, ct) is not { Text: var problem })
                return ExitCode.Done;
            await session.Error.WriteLineAsync(problem);
            return ExitCode.Failed;
        });
        return command;
    }
}

/// <param name="Directory">Where entries are made.</param>
/// <param name="Database">The storage that the command works on.</param>
/// <param name="Output">For what the command makes: a key, a token.</param>
/// <param name="Error">For people.</param>
internal sealed record AdminSession(DirectoryAdmin Directory, Database Database, TextWriter Output, TextWriter Error)
{
    /// <summary>Tells that it is done.</summary>
    public async Task<AdminRefusal?> Say(string text)
    {
        await Error.WriteLineAsync(text);
        return null;
    }
}
