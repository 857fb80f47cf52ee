using System.CommandLine;
using System.CommandLine.Parsing;
using Pushy.Contracts.Audit;
using Pushy.Server.Audit;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Admin;

/// <summary>Records what was done by a command on the server's own machine.</summary>
internal static class CommandAudit
{
    private const string Organization = "ORG";

    /// <summary>Null when it is recorded. It is done all the same, so whoever did it has to know.</summary>
    /// <param name="database">Where the log is.</param>
    /// <param name="parsed">The command; none of its arguments is a secret.</param>
    /// <param name="problem">Why it was refused; null: it was done.</param>
    public static async Task<AdminRefusal?> Record(Database database, ParseResult parsed, AdminRefusal? problem, CancellationToken ct)
    {
        var words = new Stack<string>();
        for (var command = parsed.CommandResult; command.Parent is CommandResult parent; command = parent)
            words.Push(command.Command.Name);
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().ToList();
        var options = parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(option => !option.Implicit && !option.Option.Recursive)
            .Select(option => string.Join(' ', option.Tokens.Select(token => token.Value).Prepend(option.Option.Name)));
        var entry = new AuditEntry(
            TimeProvider.System.GetUtcNow(),
            Text(arguments.Where(one => one.Argument.Name == Organization)),
            new AuditIdentity(AuditKind.Command, Environment.UserName),
            string.Join(' ', words),
            Text(arguments.Where(one => one.Argument.Name != Organization)),
            problem is null ? AuditOutcome.Done : AuditOutcome.Refused)
        {
            Detail = problem?.Text ?? string.Join(' ', options),
        };
        try
        {
            await new AuditStore(database).Write([entry.Cleaned()], ct);
            return null;
        }
        catch (Exception e) when (StorageFaults.IsUnavailable(e))
        {
            return new AdminRefusal($"it is {(problem is null ? "done" : "refused")}, but the audit log cannot be written: {e.Message}");
        }
    }

    private static string Text(IEnumerable<ArgumentResult> arguments) =>
        string.Join(' ', arguments.SelectMany(argument => argument.Tokens).Select(token => token.Value));
}
