using System.Text.RegularExpressions;

namespace Pushy.Server.Tests.Docs;

/// <summary>What docs/threat-model.md says is shown by tests that exist.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void Each_test_that_the_page_names_is_there()
    {
        var page = File.ReadAllText(Path.Combine(MessageSources.Root, "docs", "threat-model.md"));
        var sources = Directory.EnumerateFiles(Path.Combine(MessageSources.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path)!, File.ReadAllText);

        var missing = new List<string>();
        var named = 0;
        foreach (var line in page.Split('\n'))
        {
            var source = "";
            foreach (Match name in TestName().Matches(line))
            {
                if (name.Groups["class"].Value is { Length: > 0 } type)
                    source = string.Concat(sources[type]);
                named++;
                var method = name.Groups["method"].Value;
                if (source.Length == 0 || (method.Length > 0 && !source.Contains($" {method}(", StringComparison.Ordinal)))
                    missing.Add(name.Value);
            }
        }

        Assert.Empty(missing);
        Assert.True(named > 50, $"the page names {named} tests");
    }

    /// <summary>`SomeTests`, `SomeTests.A_method`, or `.A_method` of the class that was named last in the line.</summary>
    [GeneratedRegex("`(?:(?<class>[A-Z][A-Za-z]*Tests)(?:[.](?<method>\\w+))?|[.](?<method>\\w+))`")]
    private static partial Regex TestName();
}
