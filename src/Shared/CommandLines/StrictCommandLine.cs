using System.CommandLine;
using System.CommandLine.Help;

namespace Pushy.CommandLines;

/// <summary>
/// Reads a command line as all three programs do: nothing is guessed. Whatever begins with <c>-</c> before <c>--</c> is an option that is
/// known there, or the command line is wrong; see <see cref="DashedWords"/>.
/// </summary>
internal static class StrictCommandLine
{
    /// <summary>No <c>-bq</c> for <c>-b -q</c>, and a word that begins with <c>@</c> is what it says, no file of further words.</summary>
    private static readonly ParserConfiguration Literal = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <param name="root">All commands.</param>
    /// <param name="program">The program's name, for messages.</param>
    /// <param name="args">Its arguments.</param>
    /// <returns>What was read, and what is wrong with it, for people; where anything is, nothing may be carried out.</returns>
    public static (ParseResult Parsed, IReadOnlyList<string> Problems) Parse(RootCommand root, string program, IReadOnlyList<string> args)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        foreach (var alias in help.Aliases.Where(alias => !alias.StartsWith('-')).ToArray())
            help.Aliases.Remove(alias);   // /h may be a file

        var parsed = root.Parse(args, Literal);
        if (parsed.GetResult(help) is { Implicit: false })
            return (parsed, []);   // whoever asks for help gets it, and nothing else happens
        var problems = DashedWords.Problems(root, program, args);
        return (parsed, problems.Count > 0 ? problems : [.. parsed.Errors.Select(error => error.Message)]);
    }
}
