using System.CommandLine;
using System.CommandLine.Help;
using Pushy.Cli.Demo;

namespace Pushy.Cli;

/// <summary>All commands; each feature brings its own.</summary>
internal static class CommandTree
{
    private static readonly Dictionary<string, string> Notes = new() { [DemoCommand.Name] = DemoCommand.Notes };

    public static RootCommand Create()
    {
        var root = new RootCommand("Pushy runs a command on many machines at once and says what happened on each.") { DemoCommand.Create() };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpNotes((HelpAction)help.Action!, Notes);
        return root;
    }

    /// <returns>The process's exit code, one of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
                await error.WriteLineAsync($"pushy: {problem.Message}");
            await error.WriteLineAsync("Try --help.");
            return ExitCodes.Usage;
        }

        // Commands that must clean up watch for signals themselves, and take the time that it needs.
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null });
    }
}
