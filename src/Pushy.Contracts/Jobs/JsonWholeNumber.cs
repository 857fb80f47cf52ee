using System.Buffers.Text;

namespace Pushy.Contracts.Jobs;

/// <summary>JSON numbers as whole ones, exactly: <c>300.0</c> and <c>3e2</c> are 300, <c>1.5</c> and <c>1e-400</c> are none.</summary>
internal static class JsonWholeNumber
{
    /// <summary>Digits that any number up to <see cref="int.MaxValue"/> fits in.</summary>
    private const int MaxDigits = 10;

    /// <summary>Whether a token is a whole number from 0 to <see cref="int.MaxValue"/>.</summary>
    /// <param name="token">A JSON number, known to be well-formed, of any length.</param>
    /// <param name="number">The number; 0 when false.</param>
    public static bool TryRead(ReadOnlySpan<byte> token, out int number)
    {
        number = 0;
        var negative = token[0] == (byte)'-';
        var unsigned = negative ? token[1..] : token;

        var mark = unsigned.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = mark < 0 ? unsigned : unsigned[..mark];
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : mantissa[(point + 1)..].TrimEnd((byte)'0');
        if (!mantissa.ContainsAnyExcept((byte)'0', (byte)'.'))
            return true;
        if (negative || !TryReadExponent(mark < 0 ? [] : unsigned[(mark + 1)..], out var exponent))
            return false;

        byte[] digits = [.. whole, .. fraction];
        var significant = digits.AsSpan().TrimEnd((byte)'0');
        var zeros = exponent - fraction.Length + (digits.Length - significant.Length);
        significant = significant.TrimStart((byte)'0');
        if (zeros < 0 || significant.Length + zeros > MaxDigits)
            return false;

        Span<byte> text = stackalloc byte[MaxDigits];
        text.Fill((byte)'0');
        significant.CopyTo(text);
        return Utf8Parser.TryParse(text[..(int)(significant.Length + zeros)], out number, out _);
    }

    /// <summary>False when it is beyond what a body of a million digits could make up for.</summary>
    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
            return true;
        var sign = text[0] == (byte)'-' ? -1 : 1;
        var digits = text.TrimStart("+-"u8).TrimStart((byte)'0');
        if (digits.Length > MaxDigits)
            return false;
        foreach (var digit in digits)
            exponent = (exponent * 10) + (digit - (byte)'0');
        exponent *= sign;
        return true;
    }
}
