namespace Pushy.Cli.Nodes;

/// <summary>Names of nodes in a text.</summary>
internal static class NodeNames
{
    /// <summary>Words between blanks, line feeds and commas; from <c>#</c> on a line is a comment.</summary>
    public static IEnumerable<string> Read(string text) => text
        .ReplaceLineEndings("\n")
        .Split('\n')
        .SelectMany(line => line.Split('#')[0].Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries));

    /// <exception cref="UsageException">One is an option that went astray, in a list or after <c>--</c>.</exception>
    public static IReadOnlyList<string> Checked(IReadOnlyList<string> names) => names.FirstOrDefault(name => name.StartsWith('-')) is { } astray
        ? throw new UsageException($"'{astray}' is no node: a node's name cannot begin with -")
        : names;

    /// <summary>The first few, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> names, int most = 10) => names.Count <= most
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(most))} and {names.Count - most} more";
}
