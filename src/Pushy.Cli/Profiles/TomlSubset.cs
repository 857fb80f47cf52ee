using System.Text;

namespace Pushy.Cli.Profiles;

/// <summary>A table of a TOML file: its name, and its keys with their texts. A key with a value of another kind is left out.</summary>
/// <param name="Name">Empty before the first heading; dotted as written, without quotes.</param>
internal sealed record TomlTable(string Name, IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    /// <summary>A key's only text; null when it is absent or a list.</summary>
    public string? Text(string key) => Values.TryGetValue(key, out var texts) && texts is [var one] ? one : null;
}

/// <summary>The part of TOML that credentials are written in: tables, strings of all four kinds, lists of strings; anything else is passed over.</summary>
internal sealed class TomlSubset
{
    private readonly string _text;
    private int _at;

    private TomlSubset(string text) => _text = text.ReplaceLineEndings("\n");

    /// <exception cref="FormatException">Says the line and what is wrong, without any of the text: that may be a key.</exception>
    public static IReadOnlyList<TomlTable> Read(string text) => new TomlSubset(text).Tables();

    /// <summary>A text as a basic string, quotes and all.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(c) => $"\\u{(int)c:X4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private List<TomlTable> Tables()
    {
        List<TomlTable> tables = [];
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        tables.Add(new TomlTable("", values));
        while (SkipToContent())
        {
            if (Peek == '[')
            {
                values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
                tables.Add(new TomlTable(Heading(), values));
                continue;
            }

            var key = Key();
            SkipBlanks();
            Expect('=');
            SkipBlanks();
            if (Value() is { } texts && !values.TryAdd(key, texts))
                throw Fault($"the key '{key}' is there twice");
            EndOfLine();
        }

        return tables;
    }

    private char Peek => _at < _text.Length ? _text[_at] : '\0';

    private string Heading()
    {
        var end = _text.IndexOf('\n', _at);
        var line = (end < 0 ? _text[_at..] : _text[_at..end]).Trim();
        var close = line.LastIndexOf(']');
        if (close < 2 || line.StartsWith("[[", StringComparison.Ordinal) || line[(close + 1)..].Trim() is { Length: > 0 } rest && rest[0] != '#')
            throw Fault("a heading has the form [name]");
        _at = end < 0 ? _text.Length : end;
        return line[1..close].Trim().Trim('"', '\'');
    }

    private string Key()
    {
        if (Peek is '"' or '\'')
            return String();
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek) || Peek is '_' or '-' or '.')
            _at++;
        return _at > start ? _text[start.._at] : throw Fault("expected KEY = \"VALUE\" or [name]");
    }

    /// <returns>Null for a value of no use to us.</returns>
    private List<string>? Value()
    {
        if (Peek is '"' or '\'')
            return [String()];
        if (Peek != '[')
        {
            if (Peek is '\n' or '\0')
                throw Fault("the value is missing");
            while (Peek is not ('\n' or '\0'))
                _at++;
            return null;
        }

        _at++;
        List<string> texts = [];
        while (SkipToContent() && Peek != ']')
        {
            if (Peek is not ('"' or '\''))
                throw Fault("a list may have only strings in quotes");
            texts.Add(String());
            SkipToContent();
            if (Peek == ',')
                _at++;
        }

        Expect(']');
        return texts;
    }

    private string String()
    {
        var quote = Peek;
        var triple = string.CompareOrdinal(_text, _at, new string(quote, 3), 0, 3) == 0;
        _at += triple ? 3 : 1;
        if (triple && Peek == '\n')
            _at++; // the line feed after the opening quotes is no part of it
        var value = new StringBuilder();
        while (true)
        {
            if (Peek == '\0' || !triple && Peek == '\n')
                throw Fault("a string has no closing quote");
            if (Peek == quote && (!triple || string.CompareOrdinal(_text, _at, new string(quote, 3), 0, 3) == 0))
                break;
            if (quote == '"' && Peek == '\\')
                Escape(value);
            else
                value.Append(_text[_at++]);
        }

        _at += triple ? 3 : 1;
        return value.ToString();
    }

    private void Escape(StringBuilder value)
    {
        _at++;
        var kind = Peek;
        _at++;
        switch (kind)
        {
            case 'n': value.Append('\n'); break;
            case 't': value.Append('\t'); break;
            case 'r': value.Append('\r'); break;
            case '"' or '\\': value.Append(kind); break;
            case 'u' when _at + 4 <= _text.Length && ushort.TryParse(_text.AsSpan(_at, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code):
                value.Append((char)code);
                _at += 4;
                break;
            case '\n': // a line that goes on: its line feed and the blanks that follow are no part of it
                while (Peek is ' ' or '\t' or '\n')
                    _at++;
                break;
            default: throw Fault("a backslash in double quotes may stand before n, t, r, u0000, \" and \\; use '…' for text with backslashes");
        }
    }

    private void EndOfLine()
    {
        SkipBlanks();
        if (Peek == '#')
            SkipComment();
        if (Peek is not ('\n' or '\0'))
            throw Fault("there is something after the value");
    }

    /// <returns>Whether there is any.</returns>
    private bool SkipToContent()
    {
        while (Peek is ' ' or '\t' or '\n' or '#')
        {
            if (Peek == '#')
                SkipComment();
            else
                _at++;
        }

        return _at < _text.Length;
    }

    private void SkipBlanks()
    {
        while (Peek is ' ' or '\t')
            _at++;
    }

    private void SkipComment()
    {
        while (Peek is not ('\n' or '\0'))
            _at++;
    }

    private void Expect(char c)
    {
        if (Peek != c)
            throw Fault($"expected {c}");
        _at++;
    }

    private FormatException Fault(string problem) => new($"line {_text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1}: {problem}");
}
