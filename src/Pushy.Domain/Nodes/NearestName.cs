namespace Pushy.Domain.Nodes;

/// <summary>
/// Which existing name may have been meant by one that nobody has. Fleets are full of names that differ in a digit, so a digit in place of another counts as no slip that anybody makes;
/// letter case, a left-out domain and leading zeros (<c>web07</c>, <c>web7</c>) count for less than one.
/// </summary>
public static class NearestName
{
    /// <summary>Of one job at most so many names are looked for: each look goes over all names that there are.</summary>
    public const int MostLooks = 10;

    private const int MostSlips = 3;
    private const int MostZeros = 8;
    private const int Far = int.MaxValue;

    /// <summary>Longest stretch in which two names may differ, in characters.</summary>
    private const int Longest = 64;

    /// <summary>The nearest one, the first in order if several are as near; null if all are far off.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">All names that there are. It takes as long as these are many.</param>
    public static NodeName? To(NodeName name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);

        var written = name.Value;
        if (string.IsNullOrEmpty(written) || written.Length > NodeName.MaxEnrolledLength)
            return null;
        var plain = Plain(written);
        var (best, least) = (default(string), Far);
        foreach (var one in known)
        {
            var far = Distance(written, plain, one, least);
            if (far < least || (far == least && far != Far && string.CompareOrdinal(one, best) < 0))
                (best, least) = (one, far);
        }

        return best is null ? null : new NodeName(best);
    }

    /// <summary>0 letter case, 1 leading zeros, 2 with or without a domain, then two for each slip, and never more than is allowed.</summary>
    private static int Distance(string written, string plain, string one, int least)
    {
        if (string.Equals(written, one, StringComparison.OrdinalIgnoreCase))
            return 0;
        if (Math.Abs(written.Length - one.Length) <= MostZeros && string.Equals(plain, Plain(one), StringComparison.OrdinalIgnoreCase))
            return 1;
        if (IsHostOf(written, one) || IsHostOf(one, written))
            return 2;
        var allowed = Math.Min(Allowed(Math.Min(written.Length, one.Length)), least == Far ? MostSlips : (least - 1) / 2);
        return allowed > 0 && Math.Abs(written.Length - one.Length) <= allowed && Slips(written, one, allowed) is var slips && slips <= allowed ? 1 + (2 * slips) : Far;
    }

    private static bool IsHostOf(string host, string whole) =>
        whole.Length > host.Length + 1 && whole[host.Length] == '.' && whole.StartsWith(host, StringComparison.OrdinalIgnoreCase);

    private static int Allowed(int length) => length switch
    {
        <= 2 => 0,
        <= 5 => 1,
        _ => Math.Min(MostSlips, length / 3),
    };

    /// <summary>Without zeros that begin a number.</summary>
    private static string Plain(string name)
    {
        if (!name.Contains('0', StringComparison.Ordinal))
            return name;
        Span<char> kept = stackalloc char[name.Length];
        var length = 0;
        for (var at = 0; at < name.Length; at++)
        {
            var begins = name[at] == '0' && (length == 0 || !char.IsAsciiDigit(kept[length - 1]));
            if (!(begins && at + 1 < name.Length && char.IsAsciiDigit(name[at + 1])))
                kept[length++] = name[at];
        }

        return new string(kept[..length]);
    }

    /// <summary>Characters put in, left out, changed, or swapped with their neighbour; more than <paramref name="most"/> is not counted on.</summary>
    private static int Slips(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int most)
    {
        var same = a.CommonPrefixLength(b);
        a = a[same..];
        b = b[same..];
        while (a.Length > 0 && b.Length > 0 && a[^1] == b[^1])
        {
            a = a[..^1];
            b = b[..^1];
        }

        if (a.Length > Longest || b.Length > Longest)
            return Far;

        Span<int> rows = stackalloc int[3 * (Longest + 1)];
        var before = rows[..(b.Length + 1)];
        var last = rows.Slice(Longest + 1, b.Length + 1);
        var row = rows.Slice(2 * (Longest + 1), b.Length + 1);
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var (x, y) = (a[i - 1], b[j - 1]);
                var change = x == y ? 0 : char.IsAsciiDigit(x) && char.IsAsciiDigit(y) ? 2 : 1;
                row[j] = Math.Min(last[j - 1] + change, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && x == b[j - 2] && a[i - 2] == y)
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }

            if (least > most)
                return Far;
            var spare = before;
            before = last;
            last = row;
            row = spare;
        }

        return last[b.Length];
    }
}
