using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pushy.Agent.Jobs;

/// <summary><c>\0</c> to <c>\9</c> in a whitelist's command: the whole match and its groups.</summary>
internal static class GroupReferences
{
    /// <summary>Puts groups in. Without a match, as with an exact key, the text stays as it is.</summary>
    public static string Insert(string text, Match? match, Func<string, string> dress)
    {
        if (match is null)
            return text;
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
                result.Append(text[i]);
            else if (char.IsAsciiDigit(text[++i]))
                result.Append(dress(match.Groups[text[i] - '0'].Value));
            else
                result.Append('\\').Append(text[i]);
        }
        return result.ToString();
    }

    /// <summary>One word for the shell, whatever is in it.</summary>
    public static string QuoteForShell(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>The highest group a text refers to; −1 for none.</summary>
    public static int Highest(string text)
    {
        var highest = -1;
        for (var i = 0; i + 1 < text.Length; i++)
            if (text[i] == '\\' && char.IsAsciiDigit(text[++i]))
                highest = Math.Max(highest, text[i] - '0');
        return highest;
    }

    /// <summary>
    /// What is wrong with a command line's references, for people; null if nothing is. Quotes that are put round a group protect only where
    /// the shell is not inside other quotes or a substitution.
    /// </summary>
    public static string? Fault(string commandLine)
    {
        char? quote = null;
        var depth = 0;
        for (var i = 0; i < commandLine.Length; i++)
        {
            var c = commandLine[i];
            if (c == '\\' && quote != '\'' && i + 1 < commandLine.Length && !char.IsAsciiDigit(commandLine[i + 1]))
                i++;
            else if (c == '\\' && i + 1 < commandLine.Length && char.IsAsciiDigit(commandLine[i + 1]) && (quote is not null || depth > 0))
                return string.Create(CultureInfo.InvariantCulture,
                    $@"\{commandLine[i + 1]} stands inside quotes or a substitution, where it can't be quoted safely; take it out of them, use ""argv"", or say ""unsafe"": true");
            else if (c is '\'' or '"' or '`' && (quote is null || quote == c))
                quote = quote is null ? c : null;
            else if (quote != '\'' && c is '(' or '{' && i > 0 && commandLine[i - 1] == '$')
                depth++;
            else if (depth > 0 && c is ')' or '}')
                depth--;
        }
        return null;
    }
}
