using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Pushy.Cli;

/// <summary>Help with notes below it: what is too long for the list of commands.</summary>
/// <param name="help">Writes the help itself.</param>
/// <param name="notes">By name of the command; empty for the program itself.</param>
internal sealed class HelpNotes(HelpAction help, IReadOnlyDictionary<string, string> notes) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (notes.TryGetValue(parseResult.CommandResult.Command is RootCommand ? "" : parseResult.CommandResult.Command.Name, out var text))
            parseResult.InvocationConfiguration.Output.WriteLine(text);
        return code;
    }
}
