using System.Globalization;

namespace Pushy.Server.Connections;

/// <summary>How many files a process may have open, as Linux says; .NET raises its own soft limit to the hard one when it starts.</summary>
internal static class OpenFiles
{
    private const string Limits = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <summary>Of this process now; null where it cannot be told.</summary>
    public static long? Limit() => Read(0);

    /// <summary>Of a process that is started from here; null where it cannot be told.</summary>
    public static long? HardLimit() => Read(1);

    private static long? Read(int column) => File.Exists(Limits) ? In(File.ReadLines(Limits), column) : null;

    /// <param name="lines">Of <c>/proc/PID/limits</c>.</param>
    /// <param name="column">0: the soft limit; 1: the hard one.</param>
    internal static long? In(IEnumerable<string> lines, int column)
    {
        var words = lines.FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words.Length <= column)
            return null;
        return words[column] == "unlimited" ? long.MaxValue : long.TryParse(words[column], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
