using System.Text.RegularExpressions;
using CsCheck;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;
using static Pushy.Domain.Tests.Permissions.Rules;

namespace Pushy.Domain.Tests.Permissions;

public sealed class PatternTests
{
    [Theory]
    [InlineData("chef-client", "chef-client", true)]
    [InlineData("chef-client", "chef-client ", false)]
    [InlineData("chef-client", "Chef-client", false)]
    [InlineData("a.c", "abc", false)]                       // without slashes it is no expression
    [InlineData("/", "/", true)]
    [InlineData("/chef-client.*/", "chef-client -l debug", true)]
    [InlineData("/chef-client/", "chef-client -l debug", false)]   // the whole command
    [InlineData("/chef-client/", "sudo chef-client", false)]
    [InlineData("/a|ab/", "ab", true)]                      // whichever alternative: the whole command
    [InlineData("/a|b/", "a; rm -rf b", false)]             // the alternation does not get out of its bracket
    [InlineData("/restart [a-z]+/", "restart nginx\n", false)]
    [InlineData("/^restart$/", "restart", true)]
    [InlineData("//", "", true)]
    public void A_pattern_fits_the_whole_command(string pattern, string command, bool fits) => Assert.Equal(fits, Command(pattern).Matches(command));

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    [InlineData("/(/")]
    [InlineData("/a)|(?:b/")]               // closes a bracket that is not its own
    [InlineData("/(?=a)b/")]
    [InlineData("/(a)\\1/")]
    [InlineData("/(a{1000}){1000}/")]       // would need five million states
    [InlineData("/(?x)a#/")]
    public void What_cannot_be_used_is_refused_with_what_is_allowed(string text)
    {
        Assert.False(CommandPattern.TryParse(text, out _, out var problem));
        Assert.Matches("allowed|1 to 1000", problem);
    }

    [Fact]
    public void The_longest_pattern_has_1000_characters()
    {
        Assert.True(CommandPattern.TryParse(new string('x', 1000), out _, out _));
        Assert.False(CommandPattern.TryParse(new string('x', 1001), out _, out _));
        Assert.True(NodePattern.TryParse(new string('x', 255), out _, out _));
        Assert.False(NodePattern.TryParse(new string('x', 256), out _, out _));
        Assert.False(NodePattern.TryParse("", out _, out _));
    }

    [Fact]
    public void A_pattern_that_would_take_for_ever_by_backtracking_is_soon_done()
    {
        var pattern = Command("/(a*)*b/");
        Assert.False(pattern.Matches(new string('a', 10_000)));
        Assert.True(pattern.Matches(new string('a', 9_999) + "b"));
        Assert.False(pattern.Matches(new string('a', 10_000) + "b"));   // longer than what an expression is tried on
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("web1", "web1", true)]
    [InlineData("web1", "web10", false)]
    [InlineData("web?", "web1", true)]
    [InlineData("web?", "web", false)]
    [InlineData("web*", "web", true)]
    [InlineData("*.example.com", "db.eu.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("Web*", "web1", false)]
    [InlineData("web.1", "web-1", false)]
    public void A_node_pattern_fits_whole_names(string pattern, string name, bool fits) => Assert.Equal(fits, NodesLike(pattern).Matches(new NodeName(name)));

    [Fact]
    public void A_node_pattern_means_what_the_same_regular_expression_means() => Gen.Select(
        Gen.Char["ab.*?"].Array[1, 8], Gen.Char["ab."].Array[0, 10]).Sample((pattern, name) =>
    {
        var expression = Regex.Escape(new string(pattern)).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        Assert.Equal(
            Regex.IsMatch(new string(name), $@"\A{expression}\z", RegexOptions.Singleline),
            NodesLike(new string(pattern)).Matches(new NodeName(new string(name))));
    }, iter: 5_000);
}
