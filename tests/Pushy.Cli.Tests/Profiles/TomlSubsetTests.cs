using Pushy.Cli.Profiles;

namespace Pushy.Cli.Tests.Profiles;

public sealed class TomlSubsetTests
{
    [Fact]
    public void Tables_strings_and_lists_are_read_and_the_rest_is_passed_over()
    {
        var tables = TomlSubset.Read("""
            top = "x" # a comment
            [default]
            plain = 'C:\path'
            "quoted key" = "a \"b\"\tc\u0041"
            number = 15
            list = [ "a",
              'b', # two
            ]
            ['web.prod']
            key = '''
            -----BEGIN
            x
            '''
            """);

        Assert.Equal(["", "default", "web.prod"], tables.Select(table => table.Name));
        Assert.Equal("x", tables[0].Text("top"));
        Assert.Equal(@"C:\path", tables[1].Text("plain"));
        Assert.Equal("a \"b\"\tcA", tables[1].Text("quoted key"));
        Assert.Null(tables[1].Text("number"));
        Assert.Equal(["a", "b"], tables[1].Values["list"]);
        Assert.Equal("-----BEGIN\nx\n", tables[2].Text("key"));
    }

    [Theory]
    [InlineData("[default", "line 1: a heading has the form [name]")]
    [InlineData("\n\nkey", "line 3: expected =")]
    [InlineData("key = \"secret", "line 1: a string has no closing quote")]
    [InlineData("key = '''secret", "line 1: a string has no closing quote")]
    [InlineData("key =", "line 1: the value is missing")]
    [InlineData("key = 'a' b", "line 1: there is something after the value")]
    [InlineData("key = 'a'\nkey = 'b'", "line 2: the key 'key' is there twice")]
    [InlineData("key = [1]", "line 1: a list may have only strings in quotes")]
    [InlineData(@"key = ""\x""", "line 1: a backslash in double quotes may stand before")]
    [InlineData("= 'a'", "line 1: expected KEY = \"VALUE\" or [name]")]
    public void A_fault_is_told_with_its_line_and_nothing_of_the_text(string text, string problem)
    {
        var fault = Assert.Throws<FormatException>(() => TomlSubset.Read(text));

        Assert.StartsWith(problem, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\"b\\c\n\t\u0001ü")]
    public void What_is_quoted_is_read_as_it_was(string text) =>
        Assert.Equal(text, TomlSubset.Read($"key = {TomlSubset.Quote(text)}")[0].Text("key"));
}
