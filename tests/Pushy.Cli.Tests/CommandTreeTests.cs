namespace Pushy.Cli.Tests;

public sealed class CommandTreeTests
{
    [Theory]
    [InlineData("demo --nodes 0", "--nodes is '0'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --nodes 51", "--nodes is '51'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --nodes=-1", "--nodes is '-1'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --nodes -1", "unknown option '-1'; 'pushy demo --help' shows those there are; an argument that begins with - comes after --. As the value of --nodes it is written --nodes=-1")]
    [InlineData("demo --nodes 1.5", "--nodes is '1.5'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --nodes three", "--nodes is 'three'; allowed are whole numbers from 1 to 50.")]
    [InlineData("demo --node 3", "unknown option '--node'; did you mean '--nodes'?")]
    [InlineData("demo uptime -p", "unknown option '-p'; 'pushy demo --help' shows those there are; an argument that begins with - comes after --")]
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

    [Theory]
    [InlineData("job st", "start")]
    [InlineData("job start x --q", "--quorum")]
    [InlineData("completion ", "zsh")]
    public async Task What_may_come_next_is_suggested(string line, string expected)
    {
        var (code, output, _) = await Run($"[suggest:{line.Length + 6}]", $"pushy {line}");

        Assert.Equal(0, code);
        Assert.Contains(expected, output.Split('\n', StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("job start x web1 -q 101%", "--quorum is '101%'; allowed are whole numbers of nodes, and percentages from 0% to 100%.")]
    [InlineData("job start x web1 --run-timeout=-1", "--run-timeout is '-1'; allowed are whole seconds")]
    [InlineData("job status nope!", "JOB is no id of a job")]
    [InlineData("job list --limit 0", "--limit is 0; allowed are 1 to 1000.")]
    [InlineData("job list -o xml", "xml")]
    [InlineData("job list", "no server is known; run 'pushy login'")]
    [InlineData("job list --server http://h", "no organization is known; run 'pushy login'")]
    [InlineData("job list --server h:1 --org o", "the server 'h:1' (--server) is no address; it has the form https://HOST[:PORT]")]
    [InlineData("job list --server https://h --org o", "nothing to sign in with; run 'pushy login'")]
    [InlineData("job list --server https://h --org o --key /nowhere.pem", "whose key is it (--key)? Give --sign-as NAME")]
    [InlineData("job list --server https://h --org o --key /nowhere.pem --sign-as a", "cannot read the key /nowhere.pem (--key)")]
    [InlineData("job list --server https://h --org o --token-file /nowhere", "cannot read the token from /nowhere")]
    [InlineData("config set token x", "a token is never an argument")]
    [InlineData("config use nobody", "there is no profile 'nobody'")]
    [InlineData("login", "--server URL is missing, and there is nobody to ask")]
    public async Task What_cannot_be_done_is_said_with_a_way_out_before_anything_is_sent(string line, string problem)
    {
        var (code, output, error) = await Run(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using var shell = new TestShell();
        var code = await CommandTree.InvokeAsync(args, shell.Terminal);
        return (code, shell.Output, shell.Error);
    }
}
