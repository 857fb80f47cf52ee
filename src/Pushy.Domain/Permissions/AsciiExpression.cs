using System.Text;
using System.Text.RegularExpressions;

namespace Pushy.Domain.Permissions;

/// <summary>
/// Writes a regular expression so that <c>\d</c>, <c>\w</c>, <c>\s</c> and their opposites mean ASCII. What .NET can't be told in its own words,
/// letter case and the border of words, is left to it, and then only commands of ASCII characters fit at all.
/// </summary>
internal static partial class AsciiExpression
{
    /// <exception cref="ArgumentException">It has something that could not be followed safely.</exception>
    public static (string Expression, bool AsciiOnly) Translate(string expression)
    {
        var walk = new Walk(expression);
        walk.Body();
        if (walk.Caseless && !(Ascii.IsValid(expression) && !expression.Contains(@"\u", StringComparison.Ordinal) && !HighHex.IsMatch(expression)))
            throw new ArgumentException("with (?i) only ASCII characters are allowed");
        return (walk.Result, walk.AsciiOnly);
    }

    [GeneratedRegex(@"\\x[89a-fA-F]", RegexOptions.CultureInvariant)]
    private static partial Regex HighHex { get; }

    /// <summary>Inside brackets. Each ends with a range, so that a <c>-</c> after it stays what it was.</summary>
    /// <param name="escape">The letter after the backslash.</param>
    /// <param name="last">Where the opposites end: letter case would bring ASCII letters in by way of characters beyond.</param>
    private static string? Set(char escape, char last) => escape switch
    {
        'd' => "0-9",
        'w' => "A-Z_a-z0-9",
        's' => @"\x20\x09-\x0d",
        'D' => $@"\x00-\x2f\x3a-{last}",
        'W' => $@"\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-{last}",
        'S' => $@"\x00-\x08\x0e-\x1f\x21-{last}",
        _ => null,
    };

    private sealed class Walk(string text)
    {
        private readonly StringBuilder _result = new();
        private int _at;

        public bool AsciiOnly { get; private set; }

        public bool Caseless { get; private set; }

        private char Last => Caseless ? '\x7f' : '\uffff';

        public string Result => _result.ToString();

        public void Body()
        {
            while (_at < text.Length)
            {
                if (text[_at] == '\\')
                    Escape();
                else if (text[_at] == '[')
                    Brackets();
                else if (text.AsSpan(_at).StartsWith("(?#"))
                    Copy(Math.Max(1, text.IndexOf(')', _at) - _at + 1));
                else if (text.AsSpan(_at).StartsWith("(?"))
                    Options();
                else
                    Copy(1);
            }
        }

        private void Escape()
        {
            var escape = _at + 1 < text.Length ? text[_at + 1] : '\0';
            AsciiOnly |= escape is 'b' or 'B';
            if (char.IsAsciiLetter(escape) && Set(char.ToLowerInvariant(escape), Last) is { } set)
                Replace(char.IsAsciiLetterUpper(escape) ? $"[^{set}]" : $"[{set}]");
            else
                CopyOne();
        }

        /// <summary><c>(?i)</c> and the like, which hold for what follows; anything else that begins so is copied.</summary>
        private void Options()
        {
            var end = _at + 2;
            while (end < text.Length && (char.IsAsciiLetter(text[end]) || text[end] is '-' or '+'))
                end++;
            if (end >= text.Length || text[end] is not (')' or ':'))
            {
                Copy(2);
                return;
            }

            var options = text[(_at + 2)..end];
            var on = options.Split('-')[0];
            if (on.Contains('x', StringComparison.OrdinalIgnoreCase))
                throw new ArgumentException("(?x) can't be used here; it is allowed without blanks and comments only");
            Caseless |= on.Contains('i', StringComparison.OrdinalIgnoreCase);
            AsciiOnly |= Caseless;
            Copy(end - _at + 1);
        }

        private void Brackets()
        {
            Copy(1);
            if (_at < text.Length && text[_at] == '^')
                Copy(1);
            for (var first = true; _at < text.Length; first = false)
            {
                var c = text[_at];
                var next = _at + 1 < text.Length ? text[_at + 1] : '\0';
                if (c == ']' && !first)
                {
                    Copy(1);
                    return;
                }

                if (c == '[' && next == ':')
                    throw new ArgumentException("[: in brackets means nothing here; allowed are ranges such as [0-9] and \\d, \\w, \\s");
                if (c == '\\' && Set(next, Last) is { } set)
                {
                    Replace(set);
                    continue;
                }

                CopyOne();
                if (c == '-' && next == '[' && !first)
                    Brackets();
                else
                    RangeOrSubtraction();
            }
        }

        /// <summary>What a <c>-</c> after a character begins: the end of a range is no bracket, whatever it looks like.</summary>
        private void RangeOrSubtraction()
        {
            if (_at + 1 >= text.Length || text[_at] != '-' || text[_at + 1] == ']')
                return;
            Copy(1);
            if (text[_at] == '[')
                Brackets();
            else
                CopyOne();
        }

        private void Replace(string by)
        {
            _result.Append(by);
            _at += 2;
        }

        /// <summary>One character, however it is written.</summary>
        private void CopyOne() => Copy(text[_at] != '\\' || _at + 1 >= text.Length ? 1 : text[_at + 1] switch { 'u' => 6, 'x' => 4, 'c' => 3, _ => 2 });

        private void Copy(int count)
        {
            count = Math.Min(count, text.Length - _at);
            _result.Append(text, _at, count);
            _at += count;
        }
    }
}
