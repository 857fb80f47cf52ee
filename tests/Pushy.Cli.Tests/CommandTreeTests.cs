namespace Pushy.Cli.Tests;

public sealed class CommandTreeTests
{
    [Theory]
    [InlineData("demo --nodes 0", "--nodes is '0'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --nodes 51", "--nodes is '51'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --nodes -1", "--nodes is '-1'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --nodes 1.5", "--nodes is '1.5'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --nodes three", "--nodes is 'three'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --node 3", "'--node' is no option of demo; a command to run comes after --")]
    [InlineData("demo uptime", "'uptime' is no option of demo; a command to run comes after --")]
    [InlineData("demo 3 -- uptime", "'3' is no option of demo; a command to run comes after --")]
    [InlineData("demon", "'demon'")]
    public async Task A_wrong_command_line_is_answered_with_what_is_wrong_and_exit_code_2(string line, string problem)
    {
        var (code, output, error) = await Run(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task A_command_of_two_lines_is_refused_with_a_way_out()
    {
        var (code, _, error) = await Run("demo", "--", "echo a\necho b");

        Assert.Equal(2, code);
        Assert.Contains("U+000A", error, StringComparison.Ordinal);
        Assert.Contains("Put a ; between two commands.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_command_is_refused()
    {
        var (code, _, error) = await Run("demo", "--", "");

        Assert.Equal(2, code);
        Assert.Contains("COMMAND is empty", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_exit_codes()
    {
        var (code, output, _) = await Run("demo", "--help");

        Assert.Equal(0, code);
        Assert.Contains("--nodes <N>", output, StringComparison.Ordinal);
        Assert.Contains("every node ran the command with exit code 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        var (code, output, _) = await Run("--version");

        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandTree.InvokeAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
