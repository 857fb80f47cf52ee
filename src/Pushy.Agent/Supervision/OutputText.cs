using System.Globalization;
using System.Text;

namespace Pushy.Agent.Supervision;

/// <summary>Makes text of output: UTF-8 with replacement characters, and short enough for a frame.</summary>
internal static class OutputText
{
    /// <summary>Longest a character becomes in JSON: <c>\uXXXX</c>.</summary>
    private const int EscapedLength = 6;

    /// <summary>Room that the marker line takes at most.</summary>
    private const int MarkerLength = 80;

    /// <summary>Joins beginning and end, leaving out what is missing between them and what would not fit.</summary>
    /// <param name="head">First bytes.</param>
    /// <param name="tail">Last bytes.</param>
    /// <param name="missing">Bytes between them that were not kept.</param>
    /// <param name="budget">Longest the text may be as JSON, in bytes.</param>
    public static (string Text, bool Truncated) Fit(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long missing, int budget)
    {
        if (missing == 0)
        {
            var whole = Encoding.UTF8.GetString([.. head, .. tail]);
            if (EncodedLength(whole) <= budget)
                return (whole, false);
        }
        var (first, last) = (Encoding.UTF8.GetString(head), Encoding.UTF8.GetString(tail));
        if (tail.IsEmpty)
            (first, last) = (first[..(first.Length / 2)], first[(first.Length / 2)..]);
        var share = (budget - MarkerLength) / 2;
        var (from, to) = (LengthThatFits(first, share), LengthThatFits(last, share, fromEnd: true));
        var cut = missing + Encoding.UTF8.GetByteCount(first.AsSpan(from)) + Encoding.UTF8.GetByteCount(last.AsSpan(0, last.Length - to));
        var marker = string.Create(CultureInfo.InvariantCulture, $"\n[... {cut} bytes left out ...]\n");
        return (string.Concat(first.AsSpan(0, from), marker, last.AsSpan(last.Length - to)), true);
    }

    /// <summary>Upper bound of a text's length in JSON.</summary>
    public static int EncodedLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        foreach (var c in text)
            length += Cost(c);
        return length;
    }

    private static int LengthThatFits(string text, int budget, bool fromEnd = false)
    {
        var count = 0;
        while (count < text.Length && (budget -= Cost(text[fromEnd ? text.Length - 1 - count : count])) >= 0)
            count++;
        return count;
    }

    private static int Cost(char c) => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' or '/' or ':' or ',' or '=' or '(' or ')' ? 1
        : c is '\n' or '\r' or '\t' or '\\' ? 2
        : EscapedLength;
}
