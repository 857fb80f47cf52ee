namespace Pushy.Cli.Nodes;

/// <summary>Names in which <c>*</c> stands for any characters and <c>?</c> for one; letter case counts. As in rules of groups.</summary>
internal static class NodePattern
{
    /// <summary>Whether the whole name fits. Takes time in proportion to the product of the lengths at most.</summary>
    public static bool Fits(string pattern, string name)
    {
        var (at, place, star, resume) = (0, 0, -1, 0);
        while (at < name.Length)
        {
            if (place < pattern.Length && pattern[place] == '*')
            {
                (star, resume) = (place++, at);
            }
            else if (place < pattern.Length && (pattern[place] == '?' || pattern[place] == name[at]))
            {
                place++;
                at++;
            }
            else if (star >= 0)
            {
                (place, at) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(place).TrimStart('*').IsEmpty;
    }
}
