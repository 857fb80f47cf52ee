using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Tests.Web;

/// <summary>Text of others can be seen, all of it.</summary>
public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain – ✓ größe", "plain – ✓ größe")]
    [InlineData("\u001b[31mred\u0007\0", "␛[31mred␇␀")]
    [InlineData("one\ntwo\tthree", "one␊two␉three")]
    [InlineData("\u007f\u0085\u202e\u200b", "␡⟨U+0085⟩⟨U+202E⟩⟨U+200B⟩")]
    public void In_one_line_what_is_hidden_has_a_picture(string text, string shown) => Assert.Equal(shown, VisibleText.Line(text));

    [Fact]
    public void In_output_lines_and_tabs_stay() => Assert.Equal("a\n\tb\nc␈", VisibleText.Lines("a\r\n\tb\rc\b"));
}
