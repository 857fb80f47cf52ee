using Pushy.Agent.Supervision;

namespace Pushy.Agent.Tests;

/// <summary>An abort can come while a job's last word is on its way to who decides: by then its supervisor was let go.</summary>
public sealed class LateAbortTests
{
    [Fact]
    public async Task An_abort_after_a_supervisors_last_word_asks_nobody_and_harms_nothing()
    {
        var process = JobProcess.Prepare(TimeProvider.System);
        List<SupervisorWord> words = [];
        await process.RunAsync(new LaunchOrder(["/bin/true"], new Dictionary<string, string>(), 1024, 1000), report =>
        {
            words.Add(report.Word);
            return ValueTask.CompletedTask;
        });
        process.Dispose();

        process.Abort(TimeSpan.FromSeconds(1));

        Assert.Contains(SupervisorWord.Exited, words);
    }
}
