using Pushy.Cli.Nodes;

namespace Pushy.Cli.Tests.Nodes;

public sealed class NodePatternTests
{
    [Theory]
    [InlineData("web*", "web1", true)]
    [InlineData("web*", "web", true)]
    [InlineData("web*", "myweb1", false)]
    [InlineData("web?", "web", false)]
    [InlineData("web?", "web10", false)]
    [InlineData("*.example", "a.b.example", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("*", "", true)]
    [InlineData("", "a", false)]
    [InlineData("Web1", "web1", false)]
    [InlineData("a.c", "abc", false)]
    public void A_star_is_any_text_and_a_question_mark_one_character(string pattern, string name, bool fits) =>
        Assert.Equal(fits, NodePattern.Fits(pattern, name));

    [Fact]
    public void A_pattern_of_many_stars_takes_no_time() =>
        Assert.False(NodePattern.Fits(string.Concat(Enumerable.Repeat("a*", 200)) + "b", new string('a', 5000)));

    [Fact]
    public void Names_come_one_a_line_or_many_with_comments() =>
        Assert.Equal(["web1", "web2", "db1", "db2"], NodeNames.Read("web1 web2 # the web\n\n# nothing\r\ndb1,\tdb2\n"));

    [Fact]
    public void A_long_list_is_told_by_its_beginning() =>
        Assert.Equal("a, b and 2 more", NodeNames.Some(["a", "b", "c", "d"], most: 2));
}
