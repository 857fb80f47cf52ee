using System.Text.RegularExpressions;
using Pushy.Domain.Permissions;

namespace Pushy.Domain.Tests.Permissions;

/// <summary>What expressions say of letters, digits, blanks and words they say of ASCII.</summary>
public sealed class CommandExpressionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(@"\d+", "042", "٤٢")]
    [InlineData(@"\w+", "a_Z9", "é")]
    [InlineData(@"a\sb", "a\tb", "a\u00a0b")]
    [InlineData(@"a[\s\d]b", "a1b", "a\u2003b")]
    [InlineData(@"[\w.-]+", "a-b.c", "a\u0660")]
    [InlineData(@"[^\W]+", "ab", "é")]
    [InlineData(@"[a-z-[\d]]+", "ab", "a1")]
    [InlineData(@"(?i)kiss", "KISS", "\u212aiss")]
    [InlineData(@"(?i)kiss", "kiss", "ki\u017fs")]
    [InlineData(@"(?i:[a-z]+)", "AbC", "\u212a")]
    [InlineData(@"(?i)a[\W]b", "a-b", "akb")]
    [InlineData(@"(?i)a\Wb", "A B", "akb")]
    [InlineData(@"\bok\b.*", "ok go", "ok\u00e9")]
    public void Ascii_fits_and_what_only_looks_like_it_does_not(string expression, string fits, string doesNot)
    {
        foreach (var backtracking in new[] { false, true })
        {
            var parsed = CommandExpression.Parse(expression, Patience, backtracking);
            Assert.True(parsed.TryMatch(fits, out _));
            Assert.False(parsed.TryMatch(doesNot, out _));
        }
    }

    [Theory]
    [InlineData(".*", "echo grüße")]
    [InlineData(@"\D\S\W", "éüß")]
    [InlineData(@"[\D][\S][\W]", "éüß")]
    [InlineData("[^a]+", "grüße")]
    [InlineData("grü(ß|ss)e", "grüße")]
    [InlineData(@"\p{L}+", "grüße")]
    [InlineData(@"\\d\[\d\]", @"\d[1]")]
    [InlineData(@"[]\d]+", "]1")]
    [InlineData(@"[+--[a]\d]", "+1]")]
    [InlineData(@"[\s-a]+", " -a")]
    [InlineData(@"\cA(?#\d [)\d", "\u00011")]
    public void What_is_not_about_a_class_goes_on_as_it_was(string expression, string fits) =>
        Assert.True(CommandExpression.Parse(expression, Patience, backtracking: true).TryMatch(fits, out _));

    [Theory]
    [InlineData("(?x)a b")]
    [InlineData("[[:digit:]]")]
    [InlineData("(?i)straße")]
    [InlineData(@"(?i)[\u2000-\u3000]")]
    [InlineData(@"(?i)[\x80-\xff]")]
    [InlineData("(")]
    [InlineData("a)|(b")]
    public void What_cannot_be_followed_is_refused(string expression) =>
        Assert.ThrowsAny<ArgumentException>(() => CommandExpression.Parse(expression, Patience, backtracking: true));

    [Theory]
    [InlineData(@"\d", "[0-9]")]
    [InlineData(@"\w", "[A-Za-z0-9_]")]
    [InlineData(@"\s", @"[ \t\n\v\f\r]")]
    [InlineData(@"\D", "[^0-9]")]
    [InlineData(@"\W", "[^A-Za-z0-9_]")]
    [InlineData(@"\S", @"[^ \t\n\v\f\r]")]
    [InlineData(@"(?i)k", "[kK]")]
    [InlineData(@"(?i)[h-t]", "[h-tH-T]")]
    [InlineData(@"(?i)[^h-t]", @"[\x00-\x7f-[h-tH-T]]")]
    [InlineData(@"(?i)[\W]", @"[\x00-\x7f-[A-Za-z0-9_]]")]
    public void Each_character_there_is_fits_as_in_ascii(string expression, string ascii)
    {
        foreach (var written in expression.StartsWith('\\') ? [expression, $"[{expression}]"] : new[] { expression })
        {
            var parsed = CommandExpression.Parse(written, Patience, backtracking: false);
            var meant = new Regex($@"\A{ascii}\z");
            for (var c = 0; c <= char.MaxValue; c++)
            {
                var text = ((char)c).ToString();
                Assert.True(meant.IsMatch(text) == parsed.TryMatch(text, out _), $"{written} and U+{c:X4}");
            }
        }
    }
}
