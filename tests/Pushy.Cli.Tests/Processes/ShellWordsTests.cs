using System.Diagnostics;
using Pushy.Cli.Processes;

namespace Pushy.Cli.Tests.Processes;

public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("echo hi; sleep 1")]
    [InlineData("it's")]
    [InlineData("")]
    public void One_word_is_a_line_for_the_shell_as_it_is(string line) => Assert.Equal(line, ShellWords.Join([line]));

    [Theory]
    [InlineData(new[] { "sh", "-c", "exit 3" }, "sh -c 'exit 3'")]
    [InlineData(new[] { "ls", "-l", "/tmp" }, "ls -l /tmp")]
    [InlineData(new[] { "echo", "" }, "echo ''")]
    [InlineData(new[] { "echo", "it's" }, @"echo 'it'\''s'")]
    [InlineData(new[] { "echo", "$HOME", "*" }, "echo '$HOME' '*'")]
    public void Several_words_are_quoted_where_they_need_it(string[] words, string line) => Assert.Equal(line, ShellWords.Join(words));

    [Fact]
    public async Task The_shell_takes_the_words_apart_as_they_were()
    {
        string[] words = ["a b", "", "'", "\"", "$(id)", "`id`", "\\", "~", "a=b", "*", "!x", "#", "&", "|", ";", "<", "ü", "'\\''", "--", "-n"];

        var line = ShellWords.Join(["printf", "%s\n", .. words]);

        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardOutput = true })!;
        var written = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Equal(string.Concat(words.Select(word => word + "\n")), written);
    }
}
