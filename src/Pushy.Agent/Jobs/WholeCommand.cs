using System.Text.RegularExpressions;

namespace Pushy.Agent.Jobs;

/// <summary>
/// Entries that hand whatever a job says to a shell. Limits of variables or directories would limit nothing there, so unless such an entry
/// states some itself, it allows all (decision 0190).
/// </summary>
internal static partial class WholeCommand
{
    private static readonly string[] Shells = ["sh", "ash", "bash", "dash", "ksh", "zsh"];

    /// <summary>What fits every command: anything, in brackets and between anchors as one likes.</summary>
    [GeneratedRegex(@"^(\^|\\A|\(\?s\)|\((\?:|\?s:|\?<[A-Za-z]\w*>)?)*(\.|\[\\s\\S\]|\[\\S\\s\]|\[\\d\\D\]|\[\\w\\W\])[*+]\??(\)|\$|\\z|\\Z)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Anything { get; }

    [GeneratedRegex(@"^\\[0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference { get; }

    /// <param name="expression">Of the entry; one that compiles, so its brackets close.</param>
    /// <param name="entry">Its references are to groups that are there.</param>
    public static bool Passes(string? expression, WhitelistEntry entry) =>
        expression is not null && Anything.IsMatch(expression)
        && entry switch
        {
            { CommandLine: { } line } => entry.Unsafe && Reference.IsMatch(line.Trim()),
            { Argv: [var shell, "-c", var script] } => Shells.Contains(Path.GetFileName(shell)) && Reference.IsMatch(script),
            _ => false,
        };
}
