using System.Text.RegularExpressions;

namespace Pushy.Server.Tests.Metrics;

/// <summary>What an expression of PromQL names: metrics, their label matchers, and labels that it groups or joins by.</summary>
internal sealed partial record Promql(string Text, IReadOnlyList<(string Metric, string Label, string[] Values)> Matchers, IReadOnlyList<string> Metrics, IReadOnlyList<string> GroupLabels)
{
    private static readonly HashSet<string> Words =
    [
        "sum", "min", "max", "rate", "increase", "histogram_quantile", "by", "on", "and", "or", "unless", "offset", "label_values",
    ];

    public static Promql Parse(string text)
    {
        var plain = Range().Replace(text, "");
        var groups = Grouping().Matches(plain).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        plain = Grouping().Replace(plain, " ");
        var matchers = new List<(string, string, string[])>();
        foreach (Match selector in Selector().Matches(plain))
        {
            foreach (Match matcher in Matcher().Matches(selector.Groups["in"].Value))
                matchers.Add((selector.Groups["name"].Value, matcher.Groups["label"].Value, matcher.Groups["value"].Value.Split('|')));
        }

        plain = Braces().Replace(plain, " ");
        if (plain.StartsWith("label_values(", StringComparison.Ordinal))
        {
            groups.Add(plain[(plain.IndexOf(',') + 1)..].Trim(' ', ')'));
            plain = plain[..plain.IndexOf(',')];
        }

        var names = Identifier().Matches(plain).Select(match => match.Value).Where(name => !Words.Contains(name)).Distinct().ToList();
        return new Promql(text, matchers, names, groups);
    }

    [GeneratedRegex(@"\[[^\]]*\]|offset \d+\w")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(?:by|on) \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<name>[a-z_]\w*)\{(?<in>[^}]*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex("""(?<label>\w+)(=|!=|=~|!~)"(?<value>[^"]*)"[,\s]*""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"[a-zA-Z_]\w*")]
    private static partial Regex Identifier();
}
