using System.Globalization;
using System.Text;

namespace Pushy.Cli.Jobs;

/// <summary>Text of others (output of commands, names, reasons), made harmless to a terminal.</summary>
internal static class SafeText
{
    private const int TabWidth = 8;

    /// <summary>First half of each of them.</summary>
    private const char TagSurrogate = '\udb40';

    /// <summary>One line: control characters, and those that turn the direction of text, become <c>?</c>, a tab the blanks up to its stop.</summary>
    public static string Line(string text)
    {
        if (!text.Any(IsHarmful))
            return text;
        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\t')
                safe.Append(' ', TabWidth - safe.Length % TabWidth);
            else
                safe.Append(char.IsControl(text[i]) || IsDeceptive(text, i) ? '?' : text[i]);
        }

        return safe.ToString();
    }

    /// <summary>Its lines, without the empty one after a closing line feed; none for no text.</summary>
    public static IReadOnlyList<string> Lines(string text)
    {
        var body = text.ReplaceLineEndings("\n");
        if (body.EndsWith('\n'))
            body = body[..^1];
        return text.Length == 0 ? [] : [.. body.Split('\n').Select(Line)];
    }

    /// <summary>Invisible characters and line separators: those that turn the direction of text, that hide in it, or that tag it (U+E0000 and above).</summary>
    public static bool IsDeceptive(char c) =>
        c >= '\u00ad' && (c is '\u2028' or '\u2029' || c == TagSurrogate || char.GetUnicodeCategory(c) == UnicodeCategory.Format);

    /// <summary>Whether the character at a place is one of them, or the second half of one.</summary>
    public static bool IsDeceptive(string text, int at) =>
        IsDeceptive(text[at]) || (at > 0 && char.IsLowSurrogate(text[at]) && IsDeceptive(text[at - 1]));

    /// <summary>Control characters, and what makes text look other than it is.</summary>
    private static bool IsHarmful(char c) => char.IsControl(c) || IsDeceptive(c);
}
