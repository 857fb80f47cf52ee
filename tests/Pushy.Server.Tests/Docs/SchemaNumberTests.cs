using System.Text.RegularExpressions;

namespace Pushy.Server.Tests.Docs;

/// <summary>A number that each migration changes is in no page: there it would be wrong after the next one.</summary>
public sealed partial class SchemaNumberTests
{
    [Fact]
    public void No_page_names_the_number_of_the_schema()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(MessageSources.Root, "docs"), "*.md").Append(Path.Combine(MessageSources.Root, "README.md")).ToList();

        Assert.True(pages.Count > 10);
        Assert.Equal([], pages.SelectMany(page => Number().Matches(File.ReadAllText(page)).Select(match => $"{Path.GetFileName(page)}: {match.Value}")));
    }

    [GeneratedRegex(@"\bschema( of the database)?:? +\d+", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
