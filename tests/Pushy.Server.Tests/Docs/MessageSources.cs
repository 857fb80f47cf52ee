using System.Text;
using System.Text.RegularExpressions;

namespace Pushy.Server.Tests.Docs;

/// <summary>Messages for people, read from the source: the text that follows certain words, with what differs each time left out.</summary>
internal static partial class MessageSources
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    /// <summary>Messages in a folder of the source: of each its fixed parts.</summary>
    /// <param name="folder">Below the repository's root.</param>
    /// <param name="starts">What stands before a message, up to its quotes.</param>
    public static IEnumerable<(string Where, IReadOnlyList<string> Parts)> In(string folder, Regex starts)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories).Where(file => !Generated().IsMatch(file)))
        {
            var text = File.ReadAllText(file);
            foreach (Match match in starts.Matches(text))
            {
                var parts = Parts(text, match.Index + match.Length, match.Value.EndsWith("$\"", StringComparison.Ordinal));
                yield return ($"{Path.GetRelativePath(Root, file)}:{text[..match.Index].Count(c => c == '\n') + 1}", parts);
            }
        }
    }

    /// <summary>The fixed parts of a literal.</summary>
    /// <param name="at">Behind its opening quote.</param>
    internal static List<string> Parts(string text, int at, bool interpolated)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        for (var i = at; text[i] != '"'; i++)
        {
            if (text[i] == '\\')
            {
                part.Append(text[++i]);
            }
            else if (interpolated && text[i] == '{' && text[i + 1] != '{')
            {
                parts.Add(part.ToString());
                part.Clear();
                i = EndOfHole(text, i);
            }
            else
            {
                part.Append(text[i]);
                if (interpolated && text[i] is '{' or '}')
                    i++;
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    /// <summary>A hole may have strings in it, and those holes.</summary>
    private static int EndOfHole(string text, int open)
    {
        var depth = 0;
        for (var i = open; ; i++)
        {
            if (text[i] == '{')
                depth++;
            else if (text[i] == '}' && --depth == 0)
                return i;
            else if (text[i] == '"')
                i = EndOfString(text, i);
        }
    }

    private static int EndOfString(string text, int quote)
    {
        var interpolated = text[quote - 1] == '$';
        for (var i = quote + 1; ; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i;
            else if (interpolated && text[i] == '{')
                i = EndOfHole(text, i);
        }
    }

    [GeneratedRegex("/(obj|bin)/")]
    private static partial Regex Generated();
}
