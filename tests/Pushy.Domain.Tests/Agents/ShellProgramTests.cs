using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Domain.Tests.Agents;

public sealed class ShellProgramTests
{
    [Theory]
    [InlineData("chef-client", "chef-client")]
    [InlineData("  /opt/x/bin/run --now 'a b'", "/opt/x/bin/run")]
    [InlineData("./run", "./run")]
    [InlineData("run && also", "run")]
    [InlineData("run&&also", "run")]
    [InlineData("run > /tmp/out 2>&1", "run")]
    [InlineData("run $HOME \"$1\"", "run")]
    [InlineData("sudo -n run", "sudo")]
    public void The_first_plain_word_is_the_program(string line, string program) => Assert.Equal(program, ShellProgram.Of(line));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("echo hello")]          // builtins
    [InlineData(". /etc/profile")]
    [InlineData("test -e /x")]
    [InlineData("[ -e /x ]")]
    [InlineData("if true; then x; fi")] // keywords
    [InlineData("{ run; }")]
    [InlineData("! run")]
    [InlineData("time run")]
    [InlineData("A=1 run")]             // assignments
    [InlineData("$RUN now")]            // expansions and quotes
    [InlineData("run$X")]
    [InlineData("~/run")]
    [InlineData("'run' now")]
    [InlineData("ru\\n")]
    [InlineData("r*n")]
    [InlineData("run {a,b} `x`")]
    [InlineData("run $(make run)")]
    [InlineData("run || other")]        // goes on without it
    [InlineData("run; other")]
    [InlineData("run && a || b")]
    [InlineData("run | cat")]
    [InlineData("run & other")]
    [InlineData("run &")]
    [InlineData("run\nother")]
    [InlineData("run 'a;b'")]
    [InlineData("run() { x; }")]        // a function
    [InlineData("run () { x; }")]
    [InlineData(">file run")]           // redirections
    [InlineData("2>file run")]
    [InlineData("%1")]                  // a shell's own job
    [InlineData("# run")]
    public void Where_it_cannot_be_told_or_the_line_can_do_without_it_nothing_is_said(string line) => Assert.Null(ShellProgram.Of(line));

    [Theory]
    [InlineData("", null)]
    [InlineData("täglich 'x' — 😀", null)]
    [InlineData("a\0", "it has the control character U+0000 (NUL) at position 2;")]
    [InlineData("\u001b[2J", "it has the control character U+001B (escape) at position 1;")]
    [InlineData("a\u0085b", "it has the control character U+0085 at position 2;")]
    public void A_command_has_no_control_characters(string command, string? fault) =>
        Assert.Equal(fault, CommandText.Fault(command) is { } text ? text[..(text.IndexOf(';', StringComparison.Ordinal) + 1)] : null);
}
