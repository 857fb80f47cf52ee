using Pushy.Cli.Processes;
using Pushy.CommandLines.Tests;

namespace Pushy.Cli.Tests.Jobs;

/// <summary>A slip of the finger never starts anything: what begins with <c>-</c> is an option that there is, or nothing happens.</summary>
public sealed class MistypedOptionTests
{
    private const string NobodyListens = "http://127.0.0.1:1";

    [Fact]
    public async Task No_mistyped_option_of_any_command_is_taken_for_something_else()
    {
        using var shell = Shell();
        var slips = Slips.Of(CommandTree.Create(shell.Terminal)).ToArray();
        Assert.True(slips.Length > 500);
        foreach (var slip in slips)
        {
            var (code, output, error) = await Run(slip.Line);
            slip.IsRefused(code, output, error);
        }
    }

    [Fact]
    public async Task What_was_typed_and_what_was_meant_are_told()
    {
        string[][] lines =
        [
            ["job", "start", "touch f", "web-1", "--dryrun"],
            ["job", "start", "touch f", "web-1", "--dry_run"],
            ["job", "start", "touch f", "web-1", "--dry"],
            ["job", "start", "touch f", "web-1", "--qourum", "1"],
            ["job", "start", "--captur", "touch f", "web-1"],
            ["job", "start", "touch f", "web-1", "--user", "--dryrun"],
            ["job", "start", "touch f", "web-1", "--user", "--dry-run"],
            ["job", "start", "touch f", "web-1", "--user"],
            ["job", "start", "touch f", "web-1", "--user="],
            ["job", "start", "touch f", "web-1", "--user", ""],
            ["job", "start", "touch f", "web-1", "--user", "-"],
            ["job", "start", "touch f", "web-1", "--user", "a", "--as-user", "b"],
            ["job", "start", "touch f", "web-1", "--dry-run", "--dry-run"],
            ["job", "start", "touch f", "web-1", "-bq", "1"],
            ["job", "start", "touch f", "web-1", "--version"],
            ["job", "start", "touch f", "-"],
            ["job", "start", "touch f", "--", "web-1", "--dryrun"],
            ["job", "start", "touch f", "web-1", "--tokenfile=SECRET"],
            ["job", "start", "touch f", "web-1", "--\e[2J"],
            ["job", "output", "J", "--folow"],
            ["node", "status", "--wide"],
            ["node", "status", "-ojson"],
            ["node", "status", "-o:json"],
            ["node", "doctor", "--verbos"],
            ["node", "doctor", "--", "--verbos"],
            ["--server", "http://h", "job", "list"],
            ["demo", "uptime", "-p"],
        ];
        var told = new System.Text.StringBuilder();
        foreach (var line in lines)
        {
            var (code, output, error) = await Run(line);
            Assert.Equal((2, ""), (code, output));
            told.Append("$ ").Append(ShellWords.Join(["pushy", .. line]).Replace("\e", "ESC", StringComparison.Ordinal)).Append('\n').Append(error);
        }

        Snapshot.Matches("mistyped", told.ToString());
        Assert.DoesNotContain("SECRET", told.Replace("--tokenfile=SECRET", "").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("job start uptime web1 -q 1 -b -o json --user root")]
    [InlineData("job start uptime --nodes-from - --capture=true")]
    [InlineData("job start --match web* --match db* --quorum=80% uptime")]
    [InlineData("job start --dir=-odd -- uptime web1")]
    [InlineData("job start @uptime @web1")]
    [InlineData("job output 0123456789abcdef0123456789abcdef -f --node a --node b")]
    public async Task What_is_right_is_understood_and_asks_the_server(string line)
    {
        var (code, _, error) = await Run(line.Split(' '));

        Assert.True(code == 7, error);
        Assert.Contains("Connection refused", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_nodes_with_an_option_in_it_starts_nothing()
    {
        var (code, _, error) = await Run(["job", "start", "uptime", "--nodes-from", "-"], "web1\n--dry-run\n");

        Assert.Equal(2, code);
        Assert.Contains("'--dry-run' is no node: a node's name cannot begin with -", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_for_help_gets_it_whatever_else_is_wrong()
    {
        var (code, output, error) = await Run(["job", "start", "--dryrun", "--help"]);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("--dry-run", output, StringComparison.Ordinal);
    }

    private static TestShell Shell(string input = "web1\n")
    {
        var shell = new TestShell(input);
        (shell.Variables["PUSHY_SERVER"], shell.Variables["PUSHY_ORG"], shell.Variables["PUSHY_TOKEN"]) = (NobodyListens, "acme", "pushy_x");
        return shell;
    }

    private static async Task<(int Code, string Output, string Error)> Run(string[] args, string input = "web1\n")
    {
        using var shell = Shell(input);
        var code = await CommandTree.InvokeAsync(args, shell.Terminal);
        return (code, shell.Output, shell.Error);
    }
}
