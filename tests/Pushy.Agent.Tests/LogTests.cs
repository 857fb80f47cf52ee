using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

/// <summary>A log that cannot be written costs no job.</summary>
public sealed class LogTests
{
    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData(">/dev/full 2>/dev/full")]
    [InlineData("> >(true) 2>&1")]
    public async Task With_a_full_or_closed_log_jobs_run_and_the_agent_stops_as_asked(string streams)
    {
        await using var bench = await AgentBench.StartAsync();
        var agent = bench.StartAgentBy($"exec bash -c 'exec \"$@\" {streams}' bash \"$@\"");
        var link = await bench.Server.LinkAsync();
        await link.ExpectAsync<AgentMessage.Hello>();

        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));      // whatever takes a while to break has, by then
        var outcome = await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(1), $"ls -l /proc/self/fd > {bench.At("open")}"));
        Processes.Signal(agent.Pid, Processes.SigTerm);

        Assert.Equal(Some.Job(1), outcome.JobId);
        Assert.DoesNotContain("socket:", await File.ReadAllTextAsync(bench.At("open")), StringComparison.Ordinal);
        Assert.Equal(0, await agent.ExitCodeAsync());
    }

    [Fact]
    public async Task A_command_that_cannot_say_what_is_wrong_ends_with_its_code_all_the_same()
    {
        await using var full = AgentUnderTest.StartWith("2>/dev/full", null, ["run", "--no-such-option"]);
        await using var closed = AgentUnderTest.StartWith(">&- 2>&-", null, ["run", "--no-such-option"]);
        await using var help = AgentUnderTest.StartWith(">/dev/full", null, ["--help"]);

        Assert.Equal((2, 2, 1), (await full.ExitCodeAsync(), await closed.ExitCodeAsync(), await help.ExitCodeAsync()));
        Assert.Contains("pushy-agent: cannot write to standard output: No space left on device", help.Log);
    }

    [Fact]
    public void What_nobody_has_foreseen_is_one_line_with_what_it_was_and_where()
    {
        var unforeseen = new AggregateException("several", Assert.Throws<InvalidOperationException>((Action)Fail));
        Assert.Matches(@"^InvalidOperationException: bad  thing \(at Pushy\.Agent\.Tests\.LogTests\..*\); this is a fault of pushy-agent, please report it$", OneLine.Of(unforeseen));

        static void Fail() => throw new InvalidOperationException("bad\r\nthing");
    }
}
