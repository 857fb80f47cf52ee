namespace Pushy.CommandLines;

/// <summary>Which known options somebody may have meant.</summary>
internal static class NearWords
{
    /// <summary>More would be a list, not a hint.</summary>
    private const int MostShown = 3;

    /// <summary>Those that it abbreviates, else those with the fewest slips between; none where all are far off.</summary>
    public static IReadOnlyList<string> To(string word, IEnumerable<string> known)
    {
        var bare = Bare(word);
        var all = known.Distinct(StringComparer.Ordinal).Select(name => (Name: name, Slips: Slips(bare, Bare(name)))).ToArray();
        var exact = all.Where(one => one.Slips == 0).ToArray();
        var longer = exact.Length > 0 || bare.Length < 2 ? [] : all.Where(one => Bare(one.Name).StartsWith(bare, StringComparison.Ordinal)).ToArray();
        var near = exact.Length > 0 ? exact : longer.Length > 0 ? longer : all.Where(one => one.Slips <= Allowed(bare, Bare(one.Name))).ToArray();
        if (near.Length == 0)
            return [];
        var least = near.Min(one => one.Slips);
        return [.. near.Where(one => longer.Length > 0 || one.Slips == least).OrderBy(one => one.Slips).Take(MostShown).Select(one => one.Name)];
    }

    private static string Bare(string word) => word.TrimStart('-').ToLowerInvariant();

    /// <summary>A third of the letters; one in short words, and none where that would be the whole word.</summary>
    private static int Allowed(string word, string other) => Math.Min(word.Length, other.Length) switch
    {
        <= 1 => 0,
        <= 5 => 1,
        var length => Math.Min(3, length / 3),
    };

    /// <summary>Letters put in, left out, changed, or swapped with their neighbour.</summary>
    private static int Slips(string a, string b)
    {
        const int Longest = 64;
        if (a.Length > Longest || b.Length > Longest)
            return int.MaxValue;
        var slips = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    slips[i, j] = i + j;
                    continue;
                }

                var change = slips[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                slips[i, j] = Math.Min(change, Math.Min(slips[i - 1, j], slips[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
            }
        }

        return slips[a.Length, b.Length];
    }
}
