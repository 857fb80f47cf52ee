using System.Linq.Expressions;
using System.Text;
using LinqToDB.Mapping;

namespace Pushy.Actors.ReadModel;

/// <summary>
/// How a column holds text that somebody else chose. PostgreSQL's text has every character but NUL, which JSON has: it is stored as
/// two of a character that Unicode sets aside for a program's own use (a noncharacter, U+FDD0), and that character itself as it and another.
/// Text without either, which is all text but a joker's, is stored as it is.
/// </summary>
public sealed class AnyText : IValueConverter
{
    private const char Mark = '\uFDD0';
    private const char Itself = '\uFDD1';

    public bool HandlesNulls => false;

    public LambdaExpression FromProviderExpression { get; } = (Expression<Func<string, string>>)(stored => Read(stored));

    public LambdaExpression ToProviderExpression { get; } = (Expression<Func<string, string>>)(text => Write(text));

    /// <summary>As it is stored.</summary>
    public static string Write(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return text.AsSpan().ContainsAny('\0', Mark) ? text.Replace($"{Mark}", $"{Mark}{Itself}", StringComparison.Ordinal).Replace("\0", $"{Mark}{Mark}", StringComparison.Ordinal) : text;
    }

    /// <summary>As it was.</summary>
    public static string Read(string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);

        if (!stored.Contains(Mark, StringComparison.Ordinal))
            return stored;
        var text = new StringBuilder(stored.Length);
        for (var i = 0; i < stored.Length; i++)
        {
            if (stored[i] == Mark && i + 1 < stored.Length)
                text.Append(stored[++i] == Mark ? '\0' : Mark);
            else
                text.Append(stored[i]);
        }

        return text.ToString();
    }
}
