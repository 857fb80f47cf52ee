namespace Pushy.Chaos.Truth;

/// <summary>Output that an agent had no room for: its beginning, and a line that says that it is no more than that.</summary>
public static class CutOutput
{
    private const string Mark = "\n[pushy: output cut off after ";

    /// <returns>Whether what was told says of itself that it is cut off, and what it has is what was printed.</returns>
    public static bool IsOf(string told, string printed)
    {
        var mark = told.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark >= 0 && mark < printed.Length && printed.StartsWith(told[..mark], StringComparison.Ordinal);
    }
}
