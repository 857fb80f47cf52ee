using Pushy.CommandLines.Tests;

namespace Pushy.Agent.Tests;

/// <summary>What begins with <c>-</c> is an option that there is, or the agent does not start.</summary>
public sealed class MistypedOptionTests
{
    [Fact]
    public async Task No_mistyped_option_of_any_command_is_taken_for_something_else()
    {
        var slips = Slips.Of(CommandLine.Build()).ToArray();
        Assert.True(slips.Length > 200);
        foreach (var slip in slips)
        {
            var (code, error) = await Run(slip.Line);
            slip.IsRefused(code, "", error);
        }
    }

    [Theory]
    [InlineData("run --whitelst /etc/whitelist.json", "pushy-agent: unknown option '--whitelst'; did you mean '--whitelist'?")]
    [InlineData("join --tokn SECRET", "pushy-agent: unknown option '--tokn'; did you mean '--token'")]
    [InlineData("run --config", "pushy-agent: --config has no value")]
    [InlineData("run --config=", "pushy-agent: --config= has an empty value; leave it out, or give it one")]
    [InlineData("run --config - --org o", "pushy-agent: --config does not read standard input")]
    [InlineData("run --node a --node b", "pushy-agent: --node is given twice")]
    [InlineData("run --config a.json b.json", "b.json")]
    public async Task What_was_typed_and_what_was_meant_are_told(string line, string problem)
    {
        var (code, error) = await Run(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Error)> Run(string[] args)
    {
        using var error = new StringWriter();
        return (await CommandLine.InvokeAsync(args, error), error.ToString());
    }
}
