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
        foreach (var at in Places(text))
            highest = Math.Max(highest, text[at + 1] - '0');
        return highest;
    }

    /// <summary>Where the references stand: each at its backslash.</summary>
    public static IEnumerable<int> Places(string text)
    {
        for (var i = 0; i + 1 < text.Length; i++)
            if (text[i] == '\\' && char.IsAsciiDigit(text[++i]))
                yield return i - 1;
    }
}
