using System.Text;

namespace Pushy.Server.Pages.Frame;

/// <summary>Text of others (names, commands, output, reasons) so that all of it can be seen: nothing moves the cursor, turns the direction or hides.</summary>
public static class VisibleText
{
    private const char PictureOfNull = '\u2400';
    private const char PictureOfDelete = '\u2421';

    /// <summary>One line: control characters are shown as their pictures (␛, ␊), marks that make text look other than it is as their code.</summary>
    public static string Line(string text) => Write(text, keepLines: false);

    /// <summary>Lines and tabs stay, all else is as in <see cref="Line"/>.</summary>
    public static string Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Write(text.ReplaceLineEndings("\n"), keepLines: true);
    }

    private static string Write(string text, bool keepLines)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(c => NeedsCare(c, keepLines)))
            return text;
        var visible = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!NeedsCare(c, keepLines))
                visible.Append(c);
            else if (c < ' ')
                visible.Append((char)(PictureOfNull + c));
            else if (c == '\u007f')
                visible.Append(PictureOfDelete);
            else
                visible.Append(System.Globalization.CultureInfo.InvariantCulture, $"⟨U+{(int)c:X4}⟩");
        }

        return visible.ToString();
    }

    private static bool NeedsCare(char c, bool keepLines) =>
        (char.IsControl(c) && !(keepLines && c is '\n' or '\t'))
        || c is '\u2028' or '\u2029' or '\u200b' or '\u200e' or '\u200f' or '\u061c' or '\ufeff' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
