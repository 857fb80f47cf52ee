using Pushy.Cli.Jobs;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Tests.Jobs;

public sealed class JobRulesTests
{
    [Theory]
    [InlineData("80%", 10, 8)]
    [InlineData("80%", 11, 9)]
    [InlineData("100%", 3, 3)]
    [InlineData("1%", 3, 1)]
    [InlineData("0%", 3, 0)]
    [InlineData("4", 10, 4)]
    [InlineData("33%", 1_000_000, 330_000)]
    public void A_quorum_is_a_number_or_a_share_rounded_up(string text, int nodes, int needed) => Assert.Equal(needed, Quorum.Read(text)!.Of(nodes));

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("1.5")]
    [InlineData("80 %")]
    [InlineData("99999999999")]
    public void Anything_else_is_no_quorum(string text) => Assert.Null(Quorum.Read(text));

    [Theory]
    [InlineData("complete", "succeeded", 0)]
    [InlineData("complete", "succeeded nacked unavailable", 0)]
    [InlineData("complete", "succeeded failed", 1)]
    [InlineData("complete", "crashed", 1)]
    [InlineData("quorum_failed", "was_ready unavailable", 3)]
    [InlineData("timed_out", "timed_out succeeded", 4)]
    [InlineData("aborted", "aborted", 5)]
    public void How_a_job_ended_is_told_by_the_exit_code(string status, string states, int code) => Assert.Equal(code, JobExit.Of(status, states.Split(' ')));

    [Theory]
    [InlineData("a", "Abort")]
    [InlineData(" ABORT ", "Abort")]
    [InlineData("k", "GoOn")]
    [InlineData("d", "Detach")]
    [InlineData("", "Detach")]
    [InlineData(null, "Detach")]
    [InlineData("y", "Detach")]
    public void Only_a_clear_word_aborts_a_job(string? answer, string choice) => Assert.Equal(choice, StopQuestion.Read(answer).ToString());

    [Fact]
    public async Task Where_there_is_nobody_to_ask_the_job_goes_on()
    {
        using var shell = new TestShell("a\n");

        Assert.Equal(StopChoice.Detach, await StopQuestion.AskAsync(shell.Terminal));
        Assert.Equal("", shell.Error);
    }

    [Fact]
    public async Task Somebody_at_a_terminal_is_asked()
    {
        using var shell = new TestShell("a\n");

        Assert.Equal(StopChoice.Abort, await StopQuestion.AskAsync(shell.Terminal with { InputIsTerminal = true, ErrorIsTerminal = true }));
        Assert.Contains("Abort the job, detach and let it go on, or keep watching?", shell.Error, StringComparison.Ordinal);
    }
}
