using System.Globalization;

namespace Pushy.CommandLines;

/// <summary>A word of the command line in a message: not at any length, and nothing in it that a terminal would obey.</summary>
internal static class Printable
{
    private const int MostCharacters = 60;

    public static string Word(string word)
    {
        var cut = word.Length > MostCharacters ? word[..MostCharacters] + "…" : word;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Surrogate ? '?' : c));
    }
}
