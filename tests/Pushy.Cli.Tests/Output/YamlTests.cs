using System.Text.Json.Nodes;
using Pushy.Cli.Output;

namespace Pushy.Cli.Tests.Output;

public sealed class YamlTests
{
    [Fact]
    public void Objects_and_lists_are_blocks_and_empty_ones_are_not()
    {
        var yaml = Documents.Write(JsonNode.Parse("""{"a":{"b":[1,{"c":true,"d":[]},["x"]],"e":{}},"f":null}""")!, OutputFormat.Yaml);

        Assert.Equal(
            """
            a:
              b:
                - 1
                - c: true
                  d: []
                - - x
              e: {}
            f: null

            """,
            yaml,
            ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("uptime", "uptime")]
    [InlineData("chef-client -l debug", "chef-client -l debug")]
    [InlineData("/bin/sh", "/bin/sh")]
    [InlineData("", "\"\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("Null", "\"Null\"")]
    [InlineData("12", "\"12\"")]
    [InlineData("1e5", "\"1e5\"")]
    [InlineData("- x", "\"- x\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a #b", "\"a #b\"")]
    [InlineData("end ", "\"end \"")]
    [InlineData("two\nlines\u001b", "\"two\\nlines\\u001B\"")]
    public void A_text_that_could_be_anything_else_is_quoted(string text, string expected) =>
        Assert.Equal(expected + "\n", Documents.Write(JsonValue.Create(text), OutputFormat.Yaml));
}
