namespace Pushy.Server.Configuration;

/// <summary>
/// Whether each quote, brace and bracket of a HOCON text is closed. Akka's parser takes a text that ends too early, and half a
/// configuration would be used as if it were the whole.
/// </summary>
internal static class HoconBalance
{
    private const string LongQuote = "\"\"\"";

    public static bool Holds(ReadOnlySpan<char> text)
    {
        var open = new Stack<char>();
        while (!text.IsEmpty)
        {
            var taken = 1;
            if (text[0] == '#' || text.StartsWith("//"))
                taken = text.IndexOf('\n') is >= 0 and var end ? end : text.Length;
            else if (text.StartsWith(LongQuote))
                taken = text[LongQuote.Length..].IndexOf(LongQuote) is >= 0 and var end ? end + (2 * LongQuote.Length) : 0;
            else if (text[0] == '"')
                taken = LengthOfString(text);
            else if (text[0] is '{' or '[')
                open.Push(text[0] == '{' ? '}' : ']');
            else if (text[0] is '}' or ']' && !(open.TryPop(out var expected) && expected == text[0]))
                return false;

            if (taken == 0)
                return false;
            text = text[taken..];
        }

        return open.Count == 0;
    }

    /// <summary>Quotes included; 0 when it does not end on its line.</summary>
    private static int LengthOfString(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '"')
                return i + 1;
            if (text[i] == '\\')
                i++;
        }

        return 0;
    }
}
