namespace Pushy.Domain.Jobs;

/// <summary>What a variable of a job may be at all, whatever a node's whitelist lets it set.</summary>
public static class JobVariable
{
    private const int MaxShown = 64;

    /// <summary>What is wrong with it, for people; null if nothing is. The value is never shown.</summary>
    public static string? Fault(string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);

        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return $"{Quote(name)} is not a name: letters, digits and _, not beginning with a digit";
        return value is null || value.Contains('\0', StringComparison.Ordinal) ? $"the value of {name} must be a text without NUL characters" : null;
    }

    /// <summary>As much of a name as fits into a line.</summary>
    public static string Quote(string name)
    {
        ArgumentNullException.ThrowIfNull(name);

        return '"' + new string([.. name.Take(MaxShown).Select(c => char.IsControl(c) ? '?' : c)]) + '"';
    }
}
